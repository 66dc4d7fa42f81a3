/** The results of the decoder, the signature check, the lint rules and a verifier. */
import type { ComponentChildren } from 'preact';
import { pathText } from '../../../../codec/internal.ts';
import type { LintFinding } from '../../../../lint/index.ts';
import type { InspectedBlock } from '../../../work/inspect.ts';
import { CopyButton } from '../../parts/copy.tsx';
import { ExhibitView } from '../../parts/exhibit.tsx';
import { MinuteField } from '../../parts/minute.tsx';
import { word } from '../../state.ts';
import type { InspectModel } from './model.ts';
import { programOf } from './program.ts';

type Outcome = 'fail' | 'none' | 'note' | 'pass';
const MARKS: Readonly<Record<Outcome, string>> = { pass: '✓', fail: '✗', note: '!', none: '·' };

interface VerdictProps {
  readonly outcome: Outcome;
  readonly title: string;
  readonly text: string;
  readonly children?: ComponentChildren;
}

function Verdict({ outcome, title, text, children }: VerdictProps) {
  return (
    <div class={`verdict ${outcome}`}>
      <h3>
        <span class="mark" aria-hidden="true">
          {MARKS[outcome]}
        </span>{' '}
        {title}
      </h3>
      <p>{text}</p>
      {children}
    </div>
  );
}

interface ModelProps {
  readonly model: InspectModel;
}

export function Verdicts({ model }: ModelProps) {
  const found = model.consequences.value;
  return (
    <section class="consequences" aria-labelledby="consequences">
      <div class="bar">
        <h2 id="consequences">{word('consequences')}</h2>
        <MinuteField
          label={word('judgeAt')}
          kind="time"
          value={model.time.value}
          onMinute={(minute) => model.judgeAt(minute)}
        />
      </div>
      <div class="verdicts" aria-live="polite">
        <DecoderVerdict model={model} />
        {found !== undefined && (
          <>
            <SignatureVerdictView model={model} />
            <RulesVerdict model={model} />
            <PathVerdict model={model} />
          </>
        )}
      </div>
    </section>
  );
}

function DecoderVerdict({ model }: ModelProps) {
  const { blocks, block } = model.outcome.value!;
  const { fault, title } = blocks[block];
  const heading = `${word('decoder')}: ${title}`;
  if (fault === undefined) return <Verdict outcome="pass" title={heading} text={word('decoderReads')} />;
  const where = fault.path.length === 0 ? '' : ` ${pathText(fault.path, '.', (count) => word('levels', count))}`;
  const text = `${word('decoderStops', fault.at, fault.code)}${where} (${fault.rule})`;
  return (
    <Verdict outcome="fail" title={heading} text={text}>
      <GoTo model={model} start={fault.at} end={fault.at + 1} />
    </Verdict>
  );
}

function GoTo({ model, start, end }: ModelProps & { readonly start: number; readonly end: number }) {
  const go = (): void => {
    model.selected.value = {
      ...{
        path: [],
        type: '',
        rule: '',
        value: '',
        hidden: false,
        start,
        contentStart: start,
        end: Math.max(end, start + 1),
      },
    };
    document.querySelector('.found .bytes')?.scrollIntoView({ block: 'start' });
  };
  return (
    <button type="button" class="quiet" onClick={go}>
      {word('toTheByte', start)}
    </button>
  );
}

function SignatureVerdictView({ model }: ModelProps) {
  const { status, signer } = model.consequences.value!.signature;
  const outcomes: Readonly<Record<typeof status, Outcome>> = {
    ...{ valid: 'pass', invalid: 'fail', unknown: 'note', unsupported: 'note', none: 'none' },
  };
  const text = word(`signature.${status}`, signer === '' ? '—' : signer);
  return <Verdict outcome={outcomes[status]} title={word('signature')} text={text} />;
}

function RulesVerdict({ model }: ModelProps) {
  const lint = model.consequences.value!.lint;
  if (lint === undefined) return <Verdict outcome="none" title={word('rules')} text={word('rulesNone')} />;
  const { findings, rules } = lint;
  const isBroken = findings.some(({ severity }) => severity === 'error');
  const outcome = isBroken ? 'fail' : findings.length > 0 ? 'note' : 'pass';
  const text = findings.length === 0 ? word('rulesKept', rules) : word('rulesBroken', findings.length, rules);
  return (
    <Verdict outcome={outcome} title={word('rules')} text={text}>
      {findings.length > 0 && (
        <details>
          <summary>{word('allFindings')}</summary>
          <ul class="findings">
            {findings.map((finding, i) => (
              <Finding key={i} model={model} finding={finding} />
            ))}
          </ul>
        </details>
      )}
    </Verdict>
  );
}

function Finding({ model, finding }: ModelProps & { readonly finding: LintFinding }) {
  const { code, severity, source, detail, advice, offset, length } = finding;
  return (
    <li class={severity === 'error' ? 'fail' : 'note'}>
      <b>{code}</b> {detail} <small class="rule">{source}</small>
      <br />
      <span class="advice">{advice}</span> <GoTo model={model} start={offset} end={offset + length} />
    </li>
  );
}

function PathVerdict({ model }: ModelProps) {
  const path = model.consequences.value!.path;
  if (path === undefined) return <Verdict outcome="none" title={word('path')} text={word('pathNone')} />;
  const text = path.ok ? word('pathOk') : word('pathBroken', [...new Set(path.broken)].join(', '));
  return (
    <Verdict outcome={path.ok ? 'pass' : 'fail'} title={word('path')} text={text}>
      <details>
        <summary>{word('allChecks')}</summary>
        <ExhibitView html={path.html} />
      </details>
    </Verdict>
  );
}

export function ProgramButton({ block }: { readonly block: InspectedBlock }) {
  return <CopyButton text={() => programOf(block)}>{word('copyProgram')}</CopyButton>;
}
