/** `npm run test:large-list`: the long form of what is promised about the memory of a revocation list. It writes a list of 64 MiB, and reads it in a
 * process of its own. By default it is refused as too large. With the bound raised, reading it, checking its signature and answering for every
 * thousandth entry may take three times its size of memory, beside what the process had before.
 *
 * Usage: `npm run test:large-list [-- MEBIBYTES]`. Default: 64. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode, toEncoded } from '../../src/codec/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { generateKey, publicKeyOf } from '../../src/keys/index.ts';
import { ECDSA_SHA256 } from '../../src/signatures/index.ts';
import { certificateListUnread, revokedCertificate, tbsCertListUnread } from '../../src/x509/crl/structures.ts';
import {
  decodeCertificateList,
  encodedName,
  makeName,
  toTime,
  verifyCertificateList,
  X509Error,
} from '../../src/x509/index.ts';

const MEBIBYTE = 2 ** 20;
const MOST = 3;
const scheme = ECDSA_SHA256;
const random = seededRandom('large list');
const key = generateKey({ type: 'ec', curve: 'P-256', random });
const serialOf = (i: number): bigint => (1n << 126n) + BigInt(i) * 0x9e3779b97f4a7c15n;

/** The contents octets of revokedCertificates: as many entries as fit. */
function entries(size: number): Uint8Array {
  const contents = new Uint8Array(size);
  const revocationDate = toTime(new Date('2029-01-01T00:00:00Z'));
  let length = 0;
  for (let i = 0; ; i++) {
    const entry = encode(revokedCertificate, {
      userCertificate: serialOf(i),
      revocationDate,
      crlEntryExtensions: undefined,
    });
    if (length + entry.length > size) return contents.subarray(0, length);
    contents.set(entry, length);
    length += entry.length;
  }
}

function writeList(path: string, size: number): void {
  const unsigned = {
    version: 1,
    signature: scheme.algorithm,
    issuer: encodedName(makeName(['CN', 'a CA with many certificates'])),
    thisUpdate: toTime(new Date('2030-01-01T00:00:00Z')),
    nextUpdate: toTime(new Date('2030-02-01T00:00:00Z')),
    revokedCertificates: entries(size),
    crlExtensions: undefined,
  };
  const tbsCertList = toEncoded(tbsCertListUnread, unsigned);
  const signature = scheme.sign(key, tbsCertList.bytes, random);
  writeFileSync(path, encode(certificateListUnread, { tbsCertList, signatureAlgorithm: scheme.algorithm, signature }));
}

function refusalOf(der: Uint8Array): string {
  try {
    decodeCertificateList(der);
    return 'none';
  } catch (error) {
    if (!(error instanceof X509Error)) throw error;
    return error.code;
  }
}

/** Reads, verifies and asks. @returns how many were asked for. */
function readList(path: string): number {
  const der = readFileSync(path);
  const list = decodeCertificateList(der, { maxBytes: der.length });
  if (!verifyCertificateList(list, publicKeyOf(key))) throw new Error('the signature does not verify');
  const { size } = list.entries;
  for (let i = 0; i < size; i += 1000) {
    if (list.find(serialOf(i))?.serialNumber !== serialOf(i)) throw new Error(`entry ${i} is not found`);
    if (list.find(serialOf(i) + 1n) !== undefined) throw new Error(`an entry after ${i} is found that is not there`);
  }
  return size;
}

/** KiB: the most memory that this process has had (proc(5); getrusage would count its parent's too). */
const peak = (): number => Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);

if (process.argv[2] === 'read') {
  const before = peak();
  const size = readList(process.argv[3]);
  console.log(JSON.stringify({ entries: size, bytes: (peak() - before) * 1024 }));
} else {
  const size = Number(process.argv[2] ?? 64) * MEBIBYTE;
  if (!(size > 0)) throw new Error('usage: npm run test:large-list [-- MEBIBYTES]');
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-large-list-'));
  try {
    const path = join(folder, 'list.crl');
    writeList(path, size);
    console.log(`by default: ${refusalOf(readFileSync(path))}`);
    const child = [...process.execArgv, process.argv[1], 'read', path];
    const { entries: count, bytes } = JSON.parse(execFileSync(process.execPath, child, { encoding: 'utf8' }));
    const times = bytes / size;
    console.log(`${count} entries in ${size / MEBIBYTE} MiB, read with ${times.toFixed(2)} times its size of memory`);
    if (times > MOST) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
