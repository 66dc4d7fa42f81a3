/** User input as a TypeScript literal: whatever it contains, it stays data. */
import { assertBytes, assertString, bytesToBase64 } from '../../bytes/index.ts';

/** A string literal. Quotes, backslashes and line ends are escaped; backticks and `${` mean nothing in it. */
export function textLiteral(text: string): string {
  assertString(text, 'text');
  const plain = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${plain.replace(/[\u007f-\u009f\u2028\u2029\p{Cf}\p{Surrogate}]/gu, escaped)}'`;
}

const escaped = (character: string): string =>
  [...Array(character.length).keys()]
    .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
    .join('');

const LINE = 88;

/** An expression for bytes: base64, on several lines. It needs `base64ToBytes` of `vitrine/bytes`. */
export function bytesLiteral(bytes: Uint8Array): string {
  assertBytes(bytes, 'bytes');
  const lines = bytesToBase64(bytes).match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [''];
  return lines.length === 1
    ? `base64ToBytes('${lines[0]}')`
    : `base64ToBytes(\n${lines.map((line) => `  '${line}'`).join(' +\n')},\n)`;
}

/** A line that imports from a package. */
export const importLine = (names: string, from: string): string => `import { ${names} } from ${textLiteral(from)};\n`;
