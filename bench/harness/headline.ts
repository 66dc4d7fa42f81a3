/** The rows of the README's table, each with what this project aims at. */

export interface Aim {
  /** In words. */
  readonly text: string;
  /** Whom it is about, and in which row, if not in the headline's own. */
  readonly against: string;
  readonly row?: string;
  /** Their time divided by ours is to be at least this. */
  readonly atLeast: number;
}

export interface Headline {
  readonly label: string;
  readonly row: string;
  readonly aims: readonly Aim[];
  /** A row whose implementations are shown beside ours, where they have no row that is quite the same. */
  readonly beside?: string;
}

const PARSE = 'certificate-parse/names and SAN/RSA-2048';
/** node-forge has no TLS 1.2, and of its suites this is the one that ours has too. */
const FORGE_TRANSFER = 'transfer/TLS_RSA_WITH_AES_128_CBC_SHA/1 MiB';
const times = (atLeast: number, against: string): Aim => ({ text: `${atLeast} × ${against}`, against, atLeast });
const timesForge = (atLeast: number): Aim => ({ text: `${atLeast} × node-forge`, against: 'node-forge', atLeast });
const forgeTransfer: Aim = { ...timesForge(3), row: FORGE_TRANSFER };

export const HEADLINES: readonly Headline[] = [
  {
    label: 'SHA-256, 1 MiB',
    row: 'hash/sha256/1 MiB',
    aims: [
      { text: '1.8 × @noble/hashes', against: '@noble/hashes', atLeast: 1.8 },
      { text: '0.85 × hash-wasm', against: 'hash-wasm', atLeast: 0.85 },
    ],
  },
  {
    label: 'SHA-256, 64 B',
    row: 'hash/sha256/64 B',
    aims: [
      { text: '2.2 × @noble/hashes', against: '@noble/hashes', atLeast: 2.2 },
      { text: 'ahead of node:crypto', against: 'node:crypto', atLeast: 1 },
    ],
  },
  {
    label: 'SHA-512, 16 KiB',
    row: 'hash/sha512/16 KiB',
    aims: [times(1.6, '@noble/hashes')],
  },
  { label: 'SHA3-256, 16 KiB', row: 'hash/sha3-256/16 KiB', aims: [times(4.2, '@noble/hashes')] },
  { label: 'PBKDF2-HMAC-SHA256', row: 'pbkdf2/sha256/1000 iterations', aims: [times(2.4, '@noble/hashes')] },
  { label: 'PBKDF2-HMAC-SHA512', row: 'pbkdf2/sha512/1000 iterations', aims: [times(1.6, '@noble/hashes')] },
  { label: 'scrypt, r = 8', row: 'scrypt/r = 8/N = 1024', aims: [times(1.25, '@noble/hashes')] },
  {
    label: 'AES-128-CBC encrypt, 16 KiB',
    row: 'cbc encrypt/aes-128/16 KiB',
    aims: [{ text: '1.3 × @noble/ciphers', against: '@noble/ciphers', atLeast: 1.3 }],
  },
  {
    label: 'AES-128-GCM seal, 16 KiB',
    row: 'gcm seal/aes-128/16 KiB',
    aims: [times(2.9, '@noble/ciphers')],
  },
  {
    label: 'ChaCha20-Poly1305 seal, 16 KiB',
    row: 'chacha20-poly1305 seal/-/16 KiB',
    aims: [{ text: '2.5 × @noble/ciphers', against: '@noble/ciphers', atLeast: 2.5 }],
  },
  {
    label: 'ML-KEM-768 encapsulate',
    row: 'encapsulate/-/ML-KEM-768',
    aims: [{ text: '3 × @noble/post-quantum', against: '@noble/post-quantum', atLeast: 3 }],
  },
  {
    label: 'ML-KEM-768 decapsulate',
    row: 'decapsulate/-/ML-KEM-768',
    aims: [{ text: '3 × @noble/post-quantum', against: '@noble/post-quantum', atLeast: 3 }],
  },
  { label: 'ECDSA P-256 sign', row: 'sign/sha256/P-256', aims: [times(5, '@noble/curves')] },
  { label: 'ECDSA P-256 verify', row: 'verify/sha256/P-256', aims: [times(8, '@noble/curves')] },
  { label: 'ECDH P-256', row: 'ecdh/-/P-256', aims: [times(9, '@noble/curves')] },
  { label: 'P-256 public key', row: 'public key/-/P-256', aims: [times(7, '@noble/curves')] },
  { label: 'ECDSA P-384 sign', row: 'sign/sha384/P-384', aims: [times(4, '@noble/curves')] },
  { label: 'ECDSA P-384 verify', row: 'verify/sha384/P-384', aims: [times(6, '@noble/curves')] },
  { label: 'ECDH P-384', row: 'ecdh/-/P-384', aims: [times(6.5, '@noble/curves')] },
  { label: 'ECDSA P-521 verify', row: 'verify/sha512/P-521', aims: [times(5.5, '@noble/curves')] },
  { label: 'X25519', row: 'ecdh/-/X25519', aims: [times(6, '@noble/curves'), times(4, 'tweetnacl')] },
  { label: 'Ed25519 sign', row: 'sign/-/Ed25519', aims: [times(4, '@noble/curves')] },
  { label: 'Ed25519 verify', row: 'verify/-/Ed25519', aims: [times(5.5, '@noble/curves')] },
  { label: 'RSA-2048 sign', row: 'sign/sha256/2048', aims: [timesForge(8)] },
  { label: 'RSA-2048 verify', row: 'verify/sha256/2048', aims: [timesForge(4)] },
  {
    label: 'RSA-2048 key generation',
    row: 'keygen/65537/2048',
    aims: [timesForge(10), { text: 'at most 1.5 × the time of node:crypto', against: 'node:crypto', atLeast: 1 / 1.5 }],
  },
  {
    label: 'certificate, parse',
    row: PARSE,
    aims: [timesForge(5), { text: '8 × node:crypto', against: 'node:crypto', atLeast: 8 }],
  },
  {
    label: 'certificate, encode',
    row: 'certificate-encode/names and SAN/RSA-2048',
    aims: [{ text: 'no slower than the parse', against: 'vitrine', row: PARSE, atLeast: 1 }],
  },
  {
    label: 'TLS 1.2 handshake in memory, mutual, RSA-2048',
    row: 'handshake/mutual/2048',
    aims: [timesForge(10)],
  },
  {
    label: 'TLS, 1 MiB through both ends, AES-128-GCM',
    row: 'transfer/TLS_RSA_WITH_AES_128_GCM_SHA256/1 MiB',
    aims: [forgeTransfer],
    beside: FORGE_TRANSFER,
  },
  {
    label: 'TLS, 1 MiB through both ends, AES-128-CBC and SHA-256',
    row: 'transfer/TLS_RSA_WITH_AES_128_CBC_SHA256/1 MiB',
    aims: [forgeTransfer],
    beside: FORGE_TRANSFER,
  },
];
