/** The certificate that is chosen in the picture: its contents, the outcome of each rule, and its possible changes. */
import { bytesToBase64url } from '../../../../bytes/index.ts';
import { type ChangeName, type Changes, formatChanges, parseChanges, toggled } from '../../../chains/changes.ts';
import type { ChainNode } from '../../../work/chains.ts';
import { amend, named, place, roomAddress } from '../../state.ts';
import { ANEW } from './walk.tsx';
import { say } from './words.ts';

interface CertificateViewProps {
  readonly node: ChainNode | undefined;
  /** Whether the certificate stays out of addresses: then nothing leads to it in Inspect. */
  readonly isSecret: boolean;
}

export function CertificateView({ node, isSecret }: CertificateViewProps) {
  if (node === undefined) return <p class="faint">{say('choose')}</p>;
  const { title, issuedBy, notBefore, notAfter, serialNumber, der } = node;
  return (
    <section class="editor below" aria-labelledby="chosen">
      <h2 id="chosen" class="plain">
        {named(say('certificate'), title)}
      </h2>
      <dl class="about">
        <dt>{say('issuedBy')}</dt>
        <dd>{issuedBy}</dd>
        <dt>{say('valid')}</dt>
        <dd>{`${notBefore} – ${notAfter}`}</dd>
        <dt>{say('serial')}</dt>
        <dd>{serialNumber}</dd>
      </dl>
      {!isSecret && (
        <p>
          <a href={roomAddress('inspect', { input: bytesToBase64url(der) })}>{say('inspect')}</a>
        </p>
      )}
      <ChangeList node={node} />
      {node.standing === 'trusted' && node.changes.some((name) => OF_THE_SIGNATURE.includes(name)) && (
        <p class="note">{say('anchor')}</p>
      )}
      <Verdicts node={node} />
    </section>
  );
}

/** The changes of a signature, which is not checked on a trusted root. */
const OF_THE_SIGNATURE: readonly ChangeName[] = ['other-key', 'bit-flipped'];

/** The changes in the address; none if they cannot be parsed, which the worker reports. */
export function changesHere(): Changes {
  try {
    return parseChanges(place.value.settings['changes'] ?? '');
  } catch {
    return new Map();
  }
}

function ChangeList({ node }: { readonly node: ChainNode }) {
  return (
    <fieldset class="changes-of">
      <legend>{say('changes')}</legend>
      {node.possible.map((name) => (
        <label key={name} class="check">
          <input
            type="checkbox"
            checked={node.changes.includes(name)}
            onChange={() =>
              amend({ changes: formatChanges(toggled(changesHere(), node.id, name)) || undefined, ...ANEW })
            }
          />{' '}
          {say(`change.${name}`)}
        </label>
      ))}
    </fieldset>
  );
}

const MARKS = { pass: '✓', fail: '✗', note: '!' } as const;

function Verdicts({ node }: { readonly node: ChainNode }) {
  const { checks } = node;
  const ordered = [...checks].sort((a, b) => Number(b.outcome === 'fail') - Number(a.outcome === 'fail'));
  return (
    <>
      <h3>{say('verdicts')}</h3>
      {checks.length === 0 && <p class="faint">{say('notInPath')}</p>}
      <ul class="checks">
        {ordered.map(({ code, outcome, detail, rule, advice }, i) => (
          <li key={i} class={outcome}>
            <span class="mark">{MARKS[outcome]}</span>
            <span>
              <b>{code}</b> {detail}
              {advice !== undefined && <small class="advice">{` ${advice.what}`}</small>}
            </span>
            <small class="rule">{rule}</small>
          </li>
        ))}
      </ul>
    </>
  );
}
