/** The form for the reader's own function. */
import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { OWN_SIGNATURES, type SubjectName } from '../../../measure/fields.ts';
import type { OwnOutput } from '../../../measure/own-function.ts';
import { firstDifference, type Timing, timingOf } from '../../../measure/timing.ts';
import type { CasesOutcome } from '../../../work/measure.ts';
import { CancelButton } from '../../parts/cancel.tsx';
import { failureText } from '../../parts/failures.ts';
import { plainText } from '../../parts/passed-over.tsx';
import { refusedBy } from '../../parts/refused.ts';
import { place, word } from '../../state.ts';
import type { Workshop } from '../../workshop.ts';
import { DEADLINE, type OwnEnd, runOwn } from './own-run.ts';
import { say } from './words.ts';

const NOTHING = (): string => '';

export interface OwnProps {
  readonly workshop: Workshop;
  readonly subject: SubjectName;
  /** Changes with the settings: then the results, and a run, are those of other input. */
  readonly asked: ReadonlySignal<string>;
  /** Receives the time of the function, if it is right. */
  readonly time: Signal<Timing | undefined>;
}

export function OwnFunction({ workshop, subject, asked, time }: OwnProps) {
  const signature = OWN_SIGNATURES[subject];
  const code = useSignal('');
  // Functions, since the language may change.
  const verdict = useSignal(NOTHING);
  const trouble = useSignal(NOTHING);
  const running = useSignal<AbortController | undefined>(undefined);
  const last = useRef<AbortController | undefined>(undefined);
  const leave = (): void => {
    last.current?.abort(new DOMException('left', 'AbortError'));
    last.current = undefined;
  };
  useEffect(() => leave, []);
  useSignalEffect(() => {
    void asked.value;
    leave();
    running.value = undefined;
    verdict.value = NOTHING;
    trouble.value = NOTHING;
  });
  if (signature === undefined) return <p class="faint">{say('ownNone')}</p>;
  const run = async (): Promise<void> => {
    const control = new AbortController();
    last.current = control;
    running.value = control;
    verdict.value = NOTHING;
    trouble.value = NOTHING;
    time.value = undefined;
    try {
      const input = { subject, settings: place.value.settings };
      const given = await workshop.run('cases', input, { signal: control.signal });
      const end = await runOwn(code.value, given, {
        signal: control.signal,
        onOutputs: (outputs) => {
          verdict.value = () => wrongText(outputs, given) ?? say('ownRight', outputs.length);
          return wrongText(outputs, given) === undefined;
        },
      });
      if (last.current !== control) return;
      if (end?.kind === 'done') time.value = timingOf(end.samples);
      else if (end !== undefined) trouble.value = () => troubleText(end);
    } catch (error) {
      if (last.current === control) trouble.value = () => failureText(error);
    } finally {
      if (last.current === control) running.value = undefined;
    }
  };
  return (
    <form
      class="own"
      onSubmit={(event) => {
        event.preventDefault();
        if (code.value.trim() !== '' && running.value === undefined) void run();
      }}
    >
      <p>{say('ownLead', signature, DEADLINE)}</p>
      <label>
        <span>
          {say('ownCode')} <small class="faint">{say(subject === 'modexp' ? 'ownIntegers' : 'ownBytes')}</small>
        </span>
        <textarea
          rows={8}
          spellcheck={false}
          autocomplete="off"
          placeholder={signature}
          {...refusedBy(trouble.value() === '' ? undefined : 'own-trouble')}
          value={code.value}
          onInput={({ currentTarget }) => {
            code.value = currentTarget.value;
          }}
        />
      </label>
      <p class="actions">
        <button type="submit" aria-disabled={running.value === undefined ? undefined : true}>
          {say('ownRun')}
        </button>
        {running.value !== undefined && (
          <CancelButton onCancel={() => running.value?.abort(new DOMException('cancelled', 'AbortError'))} />
        )}
      </p>
      <div role="status">
        {running.value !== undefined && <p>{word('working')}</p>}
        {verdict.value() !== '' && <p class="told">{verdict.value()}</p>}
        {trouble.value() !== '' && (
          <p class="told" id="own-trouble">
            {trouble.value()}
          </p>
        )}
      </div>
    </form>
  );
}

/** Describes the first wrong result; undefined if all are right. */
function wrongText(outputs: readonly OwnOutput[], { cases, expected, areIntegers }: CasesOutcome): string | undefined {
  for (const [i, output] of outputs.entries()) {
    const input = say('inputBytes', lengthOf(cases[i]));
    if (typeof output === 'string') {
      return say('ownKind', i + 1, cases.length, input, output, say(areIntegers ? 'integerWanted' : 'bytesWanted'));
    }
    const got = areIntegers ? padded(output, expected[i].length) : output;
    const at = firstDifference(got, expected[i]);
    if (at === undefined) continue;
    const byteText = (bytes: Uint8Array): string =>
      at < bytes.length ? bytes[at].toString(16).padStart(2, '0') : say('ownShort', bytes.length);
    return say('ownWrong', i + 1, cases.length, input, at, byteText(expected[i]), byteText(got));
  }
  return undefined;
}

/** The length of the last input, the only one whose length varies. */
const lengthOf = (inputs: readonly (bigint | Uint8Array)[]): number => {
  const last = inputs[inputs.length - 1];
  return last instanceof Uint8Array ? last.length : Math.ceil(last.toString(16).length / 2);
};

/** An integer's bytes with leading zeros. */
function padded(bytes: Uint8Array, length: number): Uint8Array {
  const made = new Uint8Array(Math.max(length, bytes.length));
  made.set(bytes, made.length - bytes.length);
  return made;
}

function troubleText(end: Exclude<OwnEnd, { readonly kind: 'done' }>): string {
  if (end.kind === 'late') return say('ownLate', DEADLINE);
  if (end.kind === 'threw') {
    return end.message === undefined ? say('ownThrewNothing') : say('ownThrew', plainText(end.message));
  }
  if (end.kind === 'load') {
    const message = plainText(end.message);
    return say('ownLoad', end.line > 0 ? say('ownLine', message, end.line) : message);
  }
  return say(TROUBLES[end.kind]);
}

const TROUBLES = { loads: 'ownImport', long: 'ownLong', protocol: 'ownProtocol' } as const;
