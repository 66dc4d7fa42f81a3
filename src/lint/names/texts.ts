/** Texts of names: the attributes of the subject, and the names of subjectAltName that are text. */
import type { Part } from '../reading/part.ts';
import type { Subject } from '../subject.ts';

export interface NameText {
  readonly part: Part;
  readonly text: string;
}

/** The values of the subject's attributes that are text. */
export const attributeTexts = ({ attributes }: Subject): NameText[] =>
  attributes.flatMap(({ value, text }) => (value === undefined || text === undefined ? [] : [{ part: value, text }]));

/** The entries of subjectAltName of a kind whose value is text. */
export const alternativesOfKind = ({ alternativeNames }: Subject, kind: string): NameText[] =>
  alternativeNames.flatMap((part) =>
    part.kind === kind && typeof part.value === 'string' ? [{ part, text: part.value }] : [],
  );

/** Collected once for each subject, since many rules ask for them. */
function once(collect: (subject: Subject) => readonly NameText[]): (subject: Subject) => readonly NameText[] {
  const known = new WeakMap<Subject, readonly NameText[]>();
  return (subject) => {
    const found = known.get(subject) ?? collect(subject);
    known.set(subject, found);
    return found;
  };
}

/** The dNSName entries. */
export const dnsNames = once((subject) => alternativesOfKind(subject, 'dNSName'));

/** All of them. */
export const allTexts = once((subject) =>
  attributeTexts(subject).concat(
    dnsNames(subject),
    alternativesOfKind(subject, 'rfc822Name'),
    alternativesOfKind(subject, 'uniformResourceIdentifier'),
  ),
);

/** A text for a message: shortened, with escapes for control characters and for those that would turn the message round. */
export const shown = (text: string): string =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
