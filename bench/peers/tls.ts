/**
 * TLS by node-forge, which ends at TLS 1.1, and of whose two suites this is the one that ours has too.
 *
 * TLS 1.1 derives keys with MD5 and SHA-1, and signs with both (RFC 4346 §5, §7.4.8): less hashing than TLS 1.2 with SHA-256. RSA, AES
 * and HMAC over records are the same work.
 */
import { deepStrictEqual, ok } from 'node:assert';
import type * as types from 'node-forge';
import { sameBytes } from '../inputs/bytes.ts';
import { ca, client, type Identity, server } from '../inputs/certificates.ts';
import { HANDSHAKE_ROW, MEBIBYTE, transferRow } from '../inputs/tls.ts';
import { type BenchRow, once } from '../rows.ts';
import { forge, fromBinary, toBinary } from './forge.ts';

const SUITE = 'TLS_RSA_WITH_AES_128_CBC_SHA';
type Connection = types.tls.Connection;

interface ForgePair {
  readonly near: Connection;
  readonly far: Connection;
  /** Common names that the ends have seen, verified. */
  readonly verified: readonly string[];
  /** Takes what comes out of the far end. */
  take: (text: string) => void;
}

/** Read before anything is timed, as ours is. Its own certificates and keys node-forge takes as PEM, and reads them in each handshake. */
const roots = once(() => forge.pki.createCaStore([forge.pki.certificateFromPem(ca().pem)]));

/** What both ends are told. */
const common = ({ pem, keyPem }: Identity, verified: string[]) => ({
  caStore: roots(),
  cipherSuites: [forge.tls.CipherSuites[SUITE]],
  getCertificate: () => [pem],
  getPrivateKey: () => keyPem,
  verify(_: Connection, result: types.tls.Verified, depth: number, chain: types.pki.Certificate[]) {
    if (result === true && depth === 0) verified.push(chain[0].subject.getField('CN').value);
    return result;
  },
  connected: () => undefined,
  closed: () => undefined,
  error(_: Connection, { message }: { readonly message: string }): never {
    throw new Error(`node-forge: ${message}`);
  },
});

/** Two connections, each of whose bytes go to the other at once: node-forge is made for that. */
function handshake(): ForgePair {
  const verified: string[] = [];
  const near = forge.tls.createConnection({
    ...common(client(), verified),
    virtualHost: 'kubernetes',
    tlsDataReady: (end) => far.process(end.tlsData.getBytes()),
    dataReady: () => undefined,
  });
  const far: Connection = forge.tls.createConnection({
    ...common(server(), verified),
    server: true,
    verifyClient: true,
    tlsDataReady: (end) => near.process(end.tlsData.getBytes()),
    dataReady: (end) => pair.take(end.data.getBytes()),
  });
  const pair: ForgePair = { near, far, verified, take: () => undefined };
  near.handshake();
  return pair;
}

function checkHandshake(): void {
  const { near, far, verified } = handshake();
  ok(near.isConnected && far.isConnected);
  deepStrictEqual(verified.toSorted(), ['kube-apiserver', 'kubernetes-admin']);
}

const message = once(() => toBinary(MEBIBYTE));
const session = once(handshake);
function transfer(): number {
  const pair = session();
  let received = 0;
  pair.take = (text) => {
    received += text.length;
  };
  pair.near.prepare(message());
  return received;
}
function checkTransfer(): void {
  const pair = session();
  const pieces: string[] = [];
  pair.take = (text) => pieces.push(text);
  pair.near.prepare(message());
  sameBytes(fromBinary(pieces.join('')), MEBIBYTE);
}

export const rows: readonly BenchRow[] = [
  { row: HANDSHAKE_ROW, implementation: 'node-forge', run: handshake, check: checkHandshake },
  { row: transferRow(SUITE), implementation: 'node-forge', run: transfer, check: checkTransfer },
];
