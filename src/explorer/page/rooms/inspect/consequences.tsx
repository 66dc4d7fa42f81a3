/** The results of the decoder, the signature check, the lint rules and a verifier. */
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { pathText } from '../../../../codec/internal.ts';
import type { LintFinding } from '../../../../lint/index.ts';
import type { VerdictList } from '../../../address.ts';
import type { InspectOutcome } from '../../../work/inspect.ts';
import type { KeptRule } from '../../../work/lint.ts';
import { lateChinese } from '../../late-chinese.ts';
import { CopyButton } from '../../parts/copy.tsx';
import { ExhibitView, type Stepping } from '../../parts/exhibit.tsx';
import { MinuteField } from '../../parts/minute.tsx';
import { steppingIn } from '../../parts/stepping.ts';
import { listed, named, word, wordsOf } from '../../state.ts';
import type { InspectModel } from './model.ts';
import { programOf } from './program.ts';
import { isUnfolded, leaveMissing, leaveRow, stepTo, turn } from './verdict-view.ts';

const say = wordsOf({
  en: {
    path: 'The path to a root',
    consequences: 'Consequences',
    judgeAt: 'Judged at (UTC)',
    decoder: 'The decoder',
    decoderReads: 'reads every byte.',
    decoderStops: 'stops at byte {0}: {1}.',
    signature: 'The signature',
    rules: 'The rules for issuers',
    rulesKept: 'All {0} rules that apply are kept.',
    rulesBroken: '{0} findings by {1} rules.',
    rulesNone: 'There are none for this structure.',
    pathOk: 'A verifier accepts it at that time.',
    pathBroken: 'A verifier refuses it: {0}.',
    pathNone: 'The input has no root to judge it by.',
    allFindings: 'Show the findings',
    allChecks: 'Show every check',
    toTheByte: 'Go to byte {0}',
    'signature.valid': 'was made by the key of {0}.',
    'signature.invalid': 'was not made by the key of {0}, or the content was changed.',
    'signature.unknown': 'cannot be checked: the certificate of {0} is not in the input. Paste it too.',
    'signature.unsupported': 'is of an algorithm that is not supported, or too weak.',
    'signature.none': 'There is none to check.',
    keyHash: 'the responder whose key has the SHA-1 {0}',
    unreadable: 'cannot be checked: the structure cannot be decoded.',
    pathUnreadable: 'There is none: the certificate cannot be decoded.',
    oneFinding: '1 finding by {0} rules.',
    kept: 'The rules that are kept: {0}',
    keptMeans: 'Each is named by what it looks for, and did not find here.',
    period: 'The time',
    'certificate.current': 'It is valid then, from {0} to {1}.',
    'certificate.early': 'It is not valid yet, but from {0} on.',
    'certificate.late': 'It has expired: it was valid until {1}.',
    'certificate.open': 'It is valid from {0} on.',
    'list.current': 'It is current then: it was issued at {0}, and the next list is due at {1}.',
    'list.early': 'It is not issued yet, but at {0}.',
    'list.late': 'It is out of date: the next list was due at {1}.',
    'list.open': 'It was issued at {0}, and does not say when the next list is due.',
    'response.current': 'It is current then: the answer is of {0}, and the next one is due at {1}.',
    'response.early': 'It does not hold yet, but from {0} on.',
    'response.late': 'It is out of date: the next answer was due at {1}.',
    'response.open': 'The answer is of {0}; newer ones are always available.',
  },
  zh: {
    path: '通往根证书的路径',
    consequences: '后果',
    judgeAt: '判断时间（UTC）',
    decoder: '解码器',
    decoderReads: '读懂了每一个字节。',
    decoderStops: '停在第 {0} 字节：{1}。',
    signature: '签名',
    rules: '对签发者的规则',
    rulesKept: '适用的 {0} 条规则全部满足。',
    rulesBroken: '{1} 条规则中有 {0} 处问题。',
    rulesNone: '没有针对这种结构的规则。',
    pathOk: '在该时间，验证器会接受它。',
    pathBroken: '验证器会拒绝它，因为没有做到：{0}。',
    pathNone: '输入里没有可以依据的根证书。',
    allFindings: '显示所有问题',
    allChecks: '显示每一项检查',
    toTheByte: '到第 {0} 字节',
    'signature.valid': '由 {0} 的密钥签出。',
    'signature.invalid': '不是 {0} 的密钥签的，或者内容被改过。',
    'signature.unknown': '无法验证：输入里没有 {0} 的证书。请一并粘贴。',
    'signature.unsupported': '所用算法不受支持，或强度太弱。',
    'signature.none': '没有可验证的签名。',
    keyHash: '公钥的 SHA-1 为 {0} 的应答者',
    unreadable: '无法验证：这个结构无法解码。',
    pathUnreadable: '没有路径：这张证书无法解码。',
    oneFinding: '{0} 条规则中有 1 处问题。',
    kept: '满足的规则：{0} 条',
    keptMeans: '每条规则写的是它要查的问题，这里都没有查到。',
    period: '时间',
    'certificate.current': '在该时间有效：从 {0} 到 {1}。',
    'certificate.early': '尚未生效：从 {0} 起有效。',
    'certificate.late': '已过期：有效期到 {1} 为止。',
    'certificate.open': '从 {0} 起有效。',
    'list.current': '在该时间是最新的：于 {0} 签发，下一份应在 {1} 前发布。',
    'list.early': '尚未签发：签发时间是 {0}。',
    'list.late': '已过时：下一份列表应在 {1} 前发布。',
    'list.open': '于 {0} 签发，没有说明下一份何时发布。',
    'response.current': '在该时间是最新的：回答于 {0} 作出，下一次应在 {1} 前作出。',
    'response.early': '尚未生效：从 {0} 起有效。',
    'response.late': '已过时：下一次回答应在 {1} 前作出。',
    'response.open': '回答于 {0} 作出；随时可以取得更新的回答。',
  },
});

const chineseRules = lateChinese(async () => ({
  ...{ texts: (await import('../../words/lint-rules.ts')).LINT_RULES_CHINESE },
  ...(await import('../../words/lint-advice.ts')),
}));
const chineseFaults = lateChinese(async () => (await import('../../words/failures.ts')).decodeFault);

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
  useEffect(() => leaveMissing(model), [model, found]);
  return (
    <section class="consequences" aria-labelledby="consequences">
      <div class="bar">
        <h2 id="consequences">{say('consequences')}</h2>
        <MinuteField
          label={say('judgeAt')}
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
            <PeriodVerdictView model={model} />
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
  const { fault, name } = blocks[block];
  const heading = named(say('decoder'), name);
  if (fault === undefined) return <Verdict outcome="pass" title={heading} text={say('decoderReads')} />;
  const where = fault.path.length === 0 ? '' : ` ${pathText(fault.path, '.', (count) => word('levels', count))}`;
  const code = chineseFaults()?.(fault.code) ?? fault.code;
  const rule = chineseRules()?.sourceInChinese(fault.rule) ?? fault.rule;
  const text = `${say('decoderStops', fault.at, code)}${where} (${rule})`;
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
      {say('toTheByte', start)}
    </button>
  );
}

function SignatureVerdictView({ model }: ModelProps) {
  const { status, signer, signerKey } = model.consequences.value!.signature;
  const outcomes: Readonly<Record<typeof status, Outcome>> = {
    ...{ valid: 'pass', invalid: 'fail', unreadable: 'fail', unknown: 'note', unsupported: 'note', none: 'none' },
  };
  const name = signerKey === undefined ? signer || '—' : say('keyHash', signerKey);
  const text = status === 'unreadable' ? say('unreadable') : say(`signature.${status}`, name);
  return <Verdict outcome={outcomes[status]} title={say('signature')} text={text} />;
}

/** Whether it is current at the time at which it is judged. */
function PeriodVerdictView({ model }: ModelProps) {
  const { period } = model.consequences.value!;
  if (period === undefined) return null;
  const { kind, status, from, to } = period;
  const outcomes = { current: 'pass', open: 'pass', early: 'fail', late: 'fail' } as const;
  return <Verdict outcome={outcomes[status]} title={say('period')} text={say(`${kind}.${status}`, from, to)} />;
}

function RulesVerdict({ model }: ModelProps) {
  const lint = model.consequences.value!.lint;
  if (lint === undefined) return <Verdict outcome="none" title={say('rules')} text={say('rulesNone')} />;
  const { findings, rules, kept } = lint;
  const isBroken = findings.some(({ severity }) => severity === 'error');
  const outcome = isBroken ? 'fail' : findings.length > 0 ? 'note' : 'pass';
  const broken = findings.length === 1 ? say('oneFinding', rules) : say('rulesBroken', findings.length, rules);
  const text = findings.length === 0 ? say('rulesKept', rules) : broken;
  return (
    <Verdict outcome={outcome} title={say('rules')} text={text}>
      {findings.length > 0 && (
        <Unfolding model={model} name="findings">
          <summary>{say('allFindings')}</summary>
          <ul class="findings">
            {findings.map((finding, i) => (
              <Finding key={i} model={model} finding={finding} />
            ))}
          </ul>
        </Unfolding>
      )}
      {kept.length > 0 && <KeptRules model={model} kept={kept} />}
    </Verdict>
  );
}

interface UnfoldingProps extends ModelProps {
  readonly name: VerdictList;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A list that the reader unfolds; the address has which ones are. */
function Unfolding({ model, name, class: className, children }: UnfoldingProps) {
  const isOpen = isUnfolded(model, name);
  return (
    <details
      class={className}
      open={isOpen}
      onToggle={({ currentTarget: { open } }) => {
        if (open !== isOpen) turn(model, name, open);
      }}
    >
      {children}
    </details>
  );
}

function KeptRules({ model, kept }: ModelProps & { readonly kept: readonly KeptRule[] }) {
  const chinese = chineseRules();
  return (
    <Unfolding model={model} name="kept" class="kept">
      <summary>{say('kept', kept.length)}</summary>
      <p>{say('keptMeans')}</p>
      <ul class="findings">
        {kept.map(({ code, source, what }) => (
          <li key={code}>
            <b>{code}</b> {chinese?.texts[code] ?? what}{' '}
            <small class="rule">{chinese?.sourceInChinese(source) ?? source}</small>
          </li>
        ))}
      </ul>
    </Unfolding>
  );
}

function Finding({ model, finding }: ModelProps & { readonly finding: LintFinding }) {
  const { code, severity, source, detail, advice, offset, length } = finding;
  const chinese = chineseRules();
  const told = chinese?.findingInChinese(chinese.texts[code], detail) ?? detail;
  return (
    <li class={severity === 'error' ? 'fail' : 'note'}>
      <b>{code}</b> {told} <small class="rule">{chinese?.sourceInChinese(source) ?? source}</small>
      <br />
      <span class="advice">{chinese === undefined ? advice : `${chinese.LINT_ADVICE_CHINESE[code]}。`}</span>{' '}
      <GoTo model={model} start={offset} end={offset + length} />
    </li>
  );
}

/** The rows of the table of issuers that were tried. The model has them: only what is in the address of an input is. */
const steppingOf = (model: InspectModel): Stepping => ({
  ...steppingIn('pathStep'),
  onStep: (row) => stepTo(model, row),
  onMissing: () => leaveRow(model),
});

function PathVerdict({ model }: ModelProps) {
  const stepping = useMemo(() => steppingOf(model), [model]);
  const path = model.consequences.value!.path;
  if (path === undefined) return null;
  if (path === 'unreadable') return <Verdict outcome="fail" title={say('path')} text={say('pathUnreadable')} />;
  if (path === 'no-root') return <Verdict outcome="none" title={say('path')} text={say('pathNone')} />;
  const text = path.ok ? say('pathOk') : say('pathBroken', listed([...new Set(path.broken)]));
  return (
    <Verdict outcome={path.ok ? 'pass' : 'fail'} title={say('path')} text={text}>
      <Unfolding model={model} name="checks">
        <summary>{say('allChecks')}</summary>
        <ExhibitView html={path.html} step={model.view.value['pathStep']} stepping={stepping} />
      </Unfolding>
    </Verdict>
  );
}

export function ProgramButton({ outcome }: { readonly outcome: InspectOutcome }) {
  return <CopyButton text={() => programOf(outcome)}>{word('copyProgram')}</CopyButton>;
}
