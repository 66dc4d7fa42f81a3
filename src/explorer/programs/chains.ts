/** The program of the room of chains. */
import type { Profile, Purpose, ValidationName } from '../../x509/index.ts';
import { bytesLiteral, importLine, textLiteral } from './literal.ts';

/** What a verifier is asked, with the certificates in DER. */
export interface ChainQuestion {
  readonly leaf: Uint8Array;
  readonly intermediates: readonly Uint8Array[];
  readonly roots: readonly Uint8Array[];
  readonly time: Date;
  readonly purpose: Purpose;
  readonly name: ValidationName | 'unchecked';
  readonly profile: Profile;
}

/** A program that searches for the path, and prints every path that was validated, with the outcome of each rule for each certificate. */
export function chainsProgram({ leaf, intermediates, roots, time, purpose, name, profile }: ChainQuestion): string {
  const imports = [
    ['base64ToBytes', 'vitrine/bytes'],
    ['explainValidation, renderText', 'vitrine/explain'],
    ['decodeCertificate', 'vitrine/x509'],
  ].map(([names, from]) => importLine(names, from));
  const list = (ders: readonly Uint8Array[]): string =>
    ders.length === 0
      ? '[]'
      : `[\n${ders.map((der) => `    ${bytesLiteral(der)},\n`).join('')}  ].map((der) => decodeCertificate(der))`;
  // The lists stand where they are used: an empty one takes its type from there.
  return `${imports.join('')}
const { exhibit } = explainValidation('Chain', {
  leaf: decodeCertificate(${bytesLiteral(leaf)}),
  intermediates: ${list(intermediates)},
  roots: ${list(roots)},
  time: () => new Date(${textLiteral(time.toISOString())}),
  purpose: ${textLiteral(purpose)},
  name: ${nameLiteral(name)},
  profile: ${textLiteral(profile)},
  revocation: { policy: 'off' },
});
console.log(renderText(exhibit, { showSecrets: false }));
`;
}

const nameLiteral = (name: ValidationName | 'unchecked'): string =>
  name === 'unchecked'
    ? `'unchecked'`
    : 'dns' in name
      ? `{ dns: ${textLiteral(name.dns)} }`
      : `{ ip: ${textLiteral(name.ip)} }`;
