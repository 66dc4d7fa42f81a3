/** The rows that a stranger's implementation may enter (`--with`): what it is given, and what must come out. */
import { createHash, diffieHellman, pbkdf2Sync, scryptSync, sign, verify } from 'node:crypto';
import { aes, chacha20Poly1305, gcm } from '../../src/cipher/index.ts';
import { ed25519, x25519 } from '../../src/ec/index.ts';
import { pbkdf2, scrypt, sha1, sha3_256, sha256, sha512 } from '../../src/hash/index.ts';
import { mixedBytes } from './bytes.ts';
import { type AeadCase, chachaCases, gcmCases, nodeSeal } from './cipher.ts';
import { forged, MESSAGE, type NistCase, nistCases, okp, p1363 } from './ec.ts';
import { hashCases, PASSWORD, pbkdf2Cases, SALT, scryptCase } from './hash.ts';

/** What a row gives: bytes, or whether a signature is right. */
export type Output = Uint8Array | boolean;
/** An implementation of a row: a promise is awaited. */
export type Implementation = (...inputs: never[]) => Output | Promise<Output>;

export interface OpenRow {
  readonly row: string;
  /** What the arguments are, in words. */
  readonly takes: string;
  /** Lists of arguments. The first is what is timed; all are checked. */
  cases(): readonly (readonly unknown[])[];
  ours(...inputs: never[]): Output;
  /** Whether node:crypto agrees that `output` is right for `inputs`. */
  agrees(output: Output, inputs: readonly never[]): boolean;
}

const sameAs = (output: Output, expected: Uint8Array): boolean =>
  output instanceof Uint8Array && Buffer.from(output).equals(expected);

/** Lengths at which padding or a block ends. */
const EDGES = [0, 1, 3, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 135, 136, 137, 1000];
const HASHES = { sha1, sha256, sha512, 'sha3-256': sha3_256 };

const hashRows: readonly OpenRow[] = hashCases.map(({ row, hash, message }) => ({
  row,
  takes: 'message',
  cases: () => [message, ...EDGES.map((length) => mixedBytes(length, 7))].map((each) => [each]),
  ours: (given: Uint8Array) => HASHES[hash].digest(given),
  agrees: (output, [given]) => sameAs(output, createHash(hash).update(given).digest()),
}));

const pbkdf2Rows: readonly OpenRow[] = pbkdf2Cases.map(({ row, hash, iterations, length }) => ({
  row,
  takes: 'password, salt, iterations, length',
  cases: () => [
    [PASSWORD, SALT, iterations, length],
    [mixedBytes(200, 8), mixedBytes(1, 9), 3, 100],
    [new Uint8Array(), SALT, 1, 1],
  ],
  ours: (password: Uint8Array, salt: Uint8Array, rounds: number, size: number) =>
    pbkdf2(HASHES[hash], password, salt, { iterations: rounds, length: size }),
  agrees: (output, [password, salt, rounds, size]) => sameAs(output, pbkdf2Sync(password, salt, rounds, size, hash)),
}));

const scryptRow: OpenRow = {
  row: scryptCase.row,
  takes: 'password, salt, N, r, p, length',
  cases: () => [
    [PASSWORD, SALT, scryptCase.N, scryptCase.r, scryptCase.p, 32],
    [new Uint8Array(), SALT, 16, 1, 2, 70],
  ],
  ours: (
    password: Uint8Array,
    salt: Uint8Array,
    cost: number,
    blockSize: number,
    parallelization: number,
    length: number,
  ) => scrypt(password, salt, { cost, blockSize, parallelization, length }),
  agrees: (output, [password, salt, N, r, p, length]) =>
    sameAs(output, scryptSync(password, salt, length, { N, r, p })),
};

const seals = {
  gcm: (key: Uint8Array) => gcm(aes(key)),
  'chacha20-poly1305': (key: Uint8Array) => chacha20Poly1305(key),
};

function sealRow(name: keyof typeof seals, { what, algorithm, ...first }: AeadCase): OpenRow {
  const other = { ...first, plaintext: mixedBytes(100, 10), additionalData: new Uint8Array() };
  return {
    row: `${name} seal/${what}`,
    takes: 'key, nonce, plaintext, additionalData; gives the ciphertext and, behind it, the tag',
    cases: () => [first, other].map((each) => [each.key, each.nonce, each.plaintext, each.additionalData]),
    ours: (key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, data: Uint8Array) =>
      seals[name](key).seal(nonce, plaintext, data),
    agrees: (output, [key, nonce, plaintext, additionalData]) =>
      sameAs(output, Buffer.concat(nodeSeal({ algorithm, key, nonce, plaintext, additionalData }))),
  };
}

const MESSAGES = [MESSAGE, new Uint8Array(), mixedBytes(300, 11)];

function nistRows({ curve, hash, mine, other, signature }: NistCase): OpenRow[] {
  const end = `${hash.name}/${curve.name}`;
  return [
    {
      row: `sign/${end}`,
      takes: 'privateKey, message; gives r ‖ s with the k of RFC 6979',
      cases: () => MESSAGES.map((message) => [mine().privateKey, message]),
      ours: (privateKey: Uint8Array, message: Uint8Array) =>
        curve.sign(hash, privateKey, message, { deterministic: true }),
      agrees: (output, [, message]) =>
        verify(hash.name, message, { key: mine().nativePublic, ...p1363 }, output as Uint8Array),
    },
    {
      row: `verify/${end}`,
      takes: 'publicKey (uncompressed), message, signature (r ‖ s); gives a boolean',
      cases: () => [signature(), forged(signature())].map((given) => [mine().publicKey, MESSAGE, given]),
      ours: (publicKey: Uint8Array, message: Uint8Array, given: Uint8Array) =>
        curve.verify(hash, publicKey, message, given),
      agrees: (output, [, message, given]) =>
        output === verify(hash.name, message, { key: mine().nativePublic, ...p1363 }, given),
    },
    {
      row: `ecdh/-/${curve.name}`,
      takes: 'privateKey, publicKey (uncompressed); gives the x coordinate',
      cases: () => [[mine().privateKey, other().publicKey]],
      ours: (privateKey: Uint8Array, publicKey: Uint8Array) => curve.ecdh(privateKey, publicKey),
      agrees: (output) =>
        sameAs(output, diffieHellman({ privateKey: mine().nativePrivate, publicKey: other().nativePublic })),
    },
    {
      row: `public key/-/${curve.name}`,
      takes: 'privateKey; gives the uncompressed point',
      cases: () => [[mine().privateKey], [other().privateKey]],
      ours: (privateKey: Uint8Array) => curve.publicKey(privateKey),
      agrees: (output, [privateKey]) =>
        sameAs(output, (Buffer.from(privateKey).equals(mine().privateKey) ? mine() : other()).publicKey),
    },
  ];
}

const okpRows: readonly OpenRow[] = [
  {
    row: 'ecdh/-/X25519',
    takes: 'privateKey, publicKey; gives the shared secret',
    cases: () => [[okp.mine().privateKey, okp.other().publicKey]],
    ours: (privateKey: Uint8Array, publicKey: Uint8Array) => x25519.ecdh(privateKey, publicKey),
    agrees: (output) =>
      sameAs(output, diffieHellman({ privateKey: okp.mine().nativePrivate, publicKey: okp.other().nativePublic })),
  },
  {
    row: 'sign/-/Ed25519',
    takes: 'privateKey (the seed), message',
    cases: () => MESSAGES.map((message) => [okp.edKey().privateKey, message]),
    ours: (privateKey: Uint8Array, message: Uint8Array) => ed25519.sign(privateKey, message),
    agrees: (output, [, message]) => sameAs(output, sign(null, message, okp.edKey().nativePrivate)),
  },
  {
    row: 'verify/-/Ed25519',
    takes: 'publicKey, message, signature; gives a boolean',
    cases: () => [okp.edSignature(), forged(okp.edSignature())].map((given) => [okp.edKey().publicKey, MESSAGE, given]),
    ours: (publicKey: Uint8Array, message: Uint8Array, given: Uint8Array) => ed25519.verify(publicKey, message, given),
    agrees: (output, [, message, given]) => output === verify(null, message, okp.edKey().nativePublic, given),
  },
];

export const OPEN_ROWS: readonly OpenRow[] = [
  ...hashRows,
  ...pbkdf2Rows,
  scryptRow,
  ...gcmCases.map((each) => sealRow('gcm', each)),
  ...chachaCases.map((each) => sealRow('chacha20-poly1305', each)),
  ...nistCases.flatMap(nistRows),
  ...okpRows,
];
