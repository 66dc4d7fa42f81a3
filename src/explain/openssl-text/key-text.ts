/** Keys as `openssl pkey -text` prints them. */
import { assertFields, assertMethods, bitLength } from '../../bytes/index.ts';
import type { KnownPublicKey, NamedPssParameters, PrivateKey } from '../../keys/index.ts';
import { hexColumns, numberLines } from './hex-columns.ts';

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** All values of a private key. As secret as the key itself. */
export function privateKeyText(key: PrivateKey): string {
  assertMethods(key, 'key', 'a private key', 'components');
  return text(privateKeyLines(key));
}

/** All values of a public key. */
export function publicKeyText(key: KnownPublicKey): string {
  // The field that a key of each kind must have.
  const number = { rsa: 'modulus', 'rsa-pss': 'modulus', ec: 'point' }[String(key?.type)] ?? 'publicKey';
  assertFields(key, 'key', 'a public key', number);
  return text(keyLines(key, 0));
}

const RSA_NUMBERS = [
  'modulus',
  'publicExponent',
  'privateExponent',
  'prime1',
  'prime2',
  'exponent1',
  'exponent2',
  'coefficient',
] as const;

function privateKeyLines(key: PrivateKey): string[] {
  switch (key.type) {
    case 'rsa':
    case 'rsa-pss':
      return [
        `Private-Key: (${bitLength(key.modulus)} bit, 2 primes)`,
        ...RSA_NUMBERS.flatMap((name) => numberLines(name, key[name], 0)),
        ...(key.type === 'rsa-pss' ? restrictionLines(key.restriction) : []),
      ];
    case 'ec':
      return [
        `Private-Key: (${CURVE_NAMES[key.curve].bits} bit)`,
        ...bytesLines('priv', key.components().d, 0),
        ...bytesLines('pub', key.point, 0),
        ...curveLines(key.curve),
      ];
    case 'ed25519':
    case 'x25519':
      return [
        `${key.type.toUpperCase()} Private-Key:`,
        ...bytesLines('priv', key.privateKey, 0),
        ...bytesLines('pub', key.publicKey, 0),
      ];
  }
}

/** The lines of a public key, indented. */
export function keyLines(key: KnownPublicKey, indent: number): string[] {
  const margin = ' '.repeat(indent);
  switch (key.type) {
    case 'rsa':
    case 'rsa-pss':
      return [
        `${margin}Public-Key: (${bitLength(key.modulus)} bit)`,
        ...numberLines('Modulus', key.modulus, indent),
        ...numberLines('Exponent', key.publicExponent, indent),
        ...(key.type === 'rsa-pss' ? restrictionLines(key.restriction).map((line) => margin + line) : []),
      ];
    case 'ec':
      return [
        `${margin}Public-Key: (${CURVE_NAMES[key.curve].bits} bit)`,
        ...bytesLines('pub', key.point, indent),
        ...curveLines(key.curve).map((line) => margin + line),
      ];
    case 'ed25519':
    case 'x25519':
      return [`${margin}${key.type.toUpperCase()} Public-Key:`, ...bytesLines('pub', key.publicKey, indent)];
  }
}

const CURVE_NAMES = {
  'P-256': { bits: 256, oid: 'prime256v1' },
  'P-384': { bits: 384, oid: 'secp384r1' },
  'P-521': { bits: 521, oid: 'secp521r1' },
} as const;

const curveLines = (curve: keyof typeof CURVE_NAMES): string[] => [
  `ASN1 OID: ${CURVE_NAMES[curve].oid}`,
  `NIST CURVE: ${curve}`,
];

const bytesLines = (label: string, bytes: Uint8Array, indent: number): string[] => [
  `${' '.repeat(indent)}${label}:`,
  ...hexColumns(bytes, indent + 4, 15),
];

/** RSASSA-PSS-params of a key: the names are those of OpenSSL's providers. */
function restrictionLines(restriction: NamedPssParameters | undefined): string[] {
  if (restriction === undefined) return ['No PSS parameter restrictions'];
  const { hash, mgfHash, saltLength } = restriction;
  const name = (of: string): string => (of === 'sha1' ? 'SHA1 (default)' : `SHA2-${of.slice(3)}`);
  return [
    'PSS parameter restrictions:',
    `  Hash Algorithm: ${name(hash)}`,
    `  Mask Algorithm: MGF1 with ${name(mgfHash)}`,
    `  Minimum Salt Length: ${saltLength}${saltLength === 20 ? ' (default)' : ''}`,
    '  Trailer Field: 0x1 (default)',
  ];
}
