/** The room where a file is inspected and changed. */
import { useComputed, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { InspectOutcome } from '../../work/inspect.ts';
import { CancelButton } from '../parts/cancel.tsx';
import { CopyButton } from '../parts/copy.tsx';
import { ExhibitView } from '../parts/exhibit.tsx';
import { foldingIn } from '../parts/folding.ts';
import { useLate, Waiting } from '../parts/late.tsx';
import { missing, part } from '../parts/missing.ts';
import type { DroppedFiles, RoomProps } from '../room.ts';
import { arrivals, word } from '../state.ts';
import { Intake } from './inspect/intake.tsx';
import { InspectModel } from './inspect/model.ts';
import type { SecrecyProps } from './inspect/secrecy.tsx';

export function InspectRoom({ workshop }: RoomProps) {
  // The key begins anew where the reader goes to another address of this room.
  return <Inspection key={arrivals.value} workshop={workshop} />;
}

function Inspection({ workshop }: RoomProps) {
  const model = useMemo(() => new InspectModel(workshop), [workshop]);
  useEffect(() => () => model.cancel(), [model]);
  useEffect(() => {
    const take = async (event: Event): Promise<void> =>
      (await part(() => import('./inspect/files.ts'))).openDropped(model, (event as CustomEvent<DroppedFiles>).detail);
    addEventListener('files', take);
    return () => removeEventListener('files', take);
  }, [model]);
  useSignalEffect(() => model.look());
  const outcome = model.outcome.value;
  const isLoaded = useComputed(() => model.source.value !== undefined);
  return (
    <>
      <h1>{word('inspect')}</h1>
      <p class="lead">{word('inspectLead')}</p>
      <Intake model={model} folded={isLoaded.value} />
      <div role="status" class="working">
        {model.isBusy.value && (
          <>
            {missing.value.length === 0 && word('working')}{' '}
            {model.hundredths.value > 0 && `${model.hundredths.value} % `}
            <CancelButton onCancel={() => model.cancel()} />
          </>
        )}
      </div>
      {model.failure.value !== undefined && (
        <p class="fault" role="alert">
          {model.failure.value}
        </p>
      )}
      {outcome !== undefined && <Found model={model} />}
    </>
  );
}

function Found({ model }: { readonly model: InspectModel }) {
  const { blocks, leftOut, block, html, covered } = model.outcome.value!;
  const selected = model.selected.value;
  const folding = useMemo(
    () =>
      foldingIn({
        read: () => model.view.peek()['open'] ?? '',
        write: (open) => model.unfold({ ...model.view.peek(), open }),
        onMissing: () => model.leave('open'),
      }),
    [model],
  );
  return (
    <div class="found">
      {blocks.length > 1 && (
        <nav class="tabs" aria-label={word('structures')}>
          {blocks.map(({ heading, fault }, i) => (
            <button key={i} type="button" aria-pressed={i === block} onClick={() => model.turnTo(i)}>
              {heading}
              {fault !== undefined && <span class="fail"> ✗</span>}
            </button>
          ))}
        </nav>
      )}
      {leftOut > 0 && <p class="faint">{word('moreStructures', leftOut)}</p>}
      {blocks.length > 0 && <VerdictsPlace model={model} />}
      <div class="bar">
        {covered !== 'nothing' && <SecrecyPlace model={model} covered={covered} />}
        <CopyButton text={() => model.link()} missing={word('noLink')}>
          {word('copyLink')}
        </CopyButton>
        {blocks.length > 0 && <ProgramPlace outcome={model.outcome.value!} />}
      </div>
      <ExhibitView
        html={html}
        selected={selected}
        onField={(field, tree) => model.select({ ...field, tree })}
        onNoField={() => model.leave('field')}
        folding={folding}
      />
      {blocks.length > 0 && <EditorPlace model={model} />}
    </div>
  );
}

/** Copies the program; its code comes with that of the verdicts. */
function ProgramPlace({ outcome }: { readonly outcome: InspectOutcome }) {
  const Button = useLate(true, async () => (await import('./inspect/consequences.tsx')).ProgramButton);
  return Button === undefined ? null : <Button outcome={outcome} />;
}

/** The verdicts; the code that computes and shows them is loaded when they are first needed. */
function VerdictsPlace({ model }: { readonly model: InspectModel }) {
  const Verdicts = useLate(true, async () => (await import('./inspect/consequences.tsx')).Verdicts);
  return Verdicts === undefined ? <Waiting /> : <Verdicts model={model} />;
}

/** The place where a field is changed; its code is loaded with what can be changed. */
function EditorPlace({ model }: { readonly model: InspectModel }) {
  const Editor = useLate(true, async () => (await import('./inspect/editor.tsx')).FieldEditor);
  return Editor === undefined ? <p class="editor faint">{word('changeHint')}</p> : <Editor model={model} />;
}

/** Says what is covered; its code is loaded when something is. */
function SecrecyPlace(props: SecrecyProps) {
  const Secrecy = useLate(true, async () => (await import('./inspect/secrecy.tsx')).Secrecy);
  return Secrecy === undefined ? null : <Secrecy {...props} />;
}
