/** A chain in the forms that verifiers receive: a line for programs, files for commands. */
import { bytesToBase64 } from '../../bytes/index.ts';
import { type PrivateKey, writePrivateKeyPem } from '../../keys/index.ts';
import { chainPem, type TestChain } from '../../testing/index.ts';

/** The answer of a verifier. */
export interface Answer {
  /** `none`: it could not be run, or did not answer in time. */
  readonly verdict: 'taken' | 'refused' | 'none';
  /** The verifier's own message, in one line; empty if it accepts the chain. */
  readonly reason: string;
}

/** Maximum length of a reason. */
const REASON = 300;

/** An answer with its reason on one line of a bounded length. */
export const answerOf = (verdict: Answer['verdict'], reason: string): Answer => ({
  verdict,
  reason: reason
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, REASON),
});

/** Cached encodings, since chains share keys, and encoding them is slow. */
const keyTexts = new WeakMap<PrivateKey, string>();
function keyText(key: PrivateKey): string {
  const known = keyTexts.get(key) ?? writePrivateKeyPem(key, 'pkcs8').replaceAll(/-----.*-----|\s/g, '');
  keyTexts.set(key, known);
  return known;
}

export const secondsOf = (time: Date): number => Math.floor(time.getTime() / 1000);

/** A line, without its line feed, as the programs of examples/differ/ read it. */
export function lineOf({ leaf, intermediates, roots, leafKey, time, name }: TestChain): string {
  const list = (ders: readonly Uint8Array[]): string => ders.map(bytesToBase64).join(',');
  const asked = 'ip' in name ? `ip:${name.ip}` : `dns:${name.dns}`;
  return [secondsOf(time), asked, list([leaf]), list(intermediates), list(roots), keyText(leafKey)].join('\t');
}

/** Files of a chain by their names: PEM, and the line of the programs. */
export function filesOf(chain: TestChain): Readonly<Record<string, string>> {
  const { leaf, intermediates, roots } = chainPem(chain);
  return {
    'leaf.pem': leaf,
    'intermediates.pem': intermediates,
    'roots.pem': roots,
    'chain.pem': leaf + intermediates,
    'chain.tsv': `${lineOf(chain)}\n`,
  };
}
