/** A wrong value inside a call that is right otherwise: a UsageError names the argument, and nothing is made. */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../src/asn1/index.ts';
import { assertBoolean, UsageError } from '../src/bytes/index.ts';
import { recordHandshake } from '../src/explain/index.ts';
import { seededRandom } from '../src/hash/index.ts';
import { generateKey, publicKeyOf } from '../src/keys/index.ts';
import { connect, writeFileWhole } from '../src/node/index.ts';
import { generateRsaKey } from '../src/rsa/index.ts';
import { usualSchemeFor } from '../src/signatures/index.ts';
import { createClient } from '../src/tls/index.ts';
import * as x509 from '../src/x509/index.ts';

const random = seededRandom('options');
const key = generateKey({ type: 'ec', curve: 'P-256', random });
const scheme = usualSchemeFor(publicKeyOf(key))!;
const validity = { notBefore: new Date('2026-01-01'), notAfter: new Date('2027-01-01') };
const certificate = { scheme, validity, random, key, subject: x509.makeName([['CN', 'ca']]) };
const ca = x509.selfSign({ ...certificate, extensions: x509.caExtensions() });
const list = {
  ...{ issuer: ca, issuerKey: key, scheme, random, number: 1n, revoked: [] },
  ...{ thisUpdate: validity.notBefore, nextUpdate: validity.notAfter },
};
const client = { name: 'unchecked', verification: { mode: 'dangerous-none' }, random, time: new Date(0) } as const;
const session = { suite: 'TLS_AES_128_GCM_SHA256', extendedMasterSecret: true, encryptThenMac: true } as const;

/** What is wrong, the call, the argument that the error names, and its code if it is not `wrong-type`. */
type Row = readonly [wrong: string, call: () => unknown, argument: string, code?: string];

/** A function as a caller without types sees it. */
const to = (called: unknown) => called as (...values: readonly unknown[]) => unknown;

async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

const refused = (rows: readonly Row[]): void => {
  for (const [wrong, call, argument, code = 'wrong-type'] of rows) {
    it(wrong, async () => {
      const error = await thrownBy(call);
      expect(error).toBeInstanceOf(UsageError);
      expect(error).toMatchObject({ code, argument });
    });
  }
};

describe('a flag that is no boolean', () => {
  const withoutSign = x509.selfSign({
    ...certificate,
    extensions: [
      x509.makeExtension('basicConstraints', true, { cA: true }),
      x509.makeExtension('keyUsage', true, ['keyCertSign']),
    ],
  });
  refused([
    ['assertBoolean', () => assertBoolean('false', 'flag'), 'flag'],
    [
      'dangerouslyWithoutCrlSign',
      () => to(x509.createCertificateList)({ ...list, issuer: withoutSign, dangerouslyWithoutCrlSign: 'false' }),
      'dangerouslyWithoutCrlSign',
    ],
    ['insecure', () => to(generateRsaKey)({ modulusBits: 512, random, insecure: 'false' }), 'options.insecure'],
    ['insideStrings', () => to(diagnose)(new Uint8Array(2), { insideStrings: 1 }), 'options.insideStrings'],
    ['encryptThenMac', () => to(createClient)({ ...client, encryptThenMac: 'false' }), 'encryptThenMac'],
    ['dangerouslyUnverified', () => to(connect)({ port: 1, dangerouslyUnverified: 'false' }), 'dangerouslyUnverified'],
    [
      'replace',
      () => to(writeFileWhole)(join(tmpdir(), 'vitrine-options'), '', { mode: 0o600, replace: 'false' }),
      'options.replace',
    ],
    [
      'resume',
      () => to(recordHandshake)({ ...session, seed: 'x', time: new Date(0), resume: 'false' }),
      'settings.resume',
    ],
  ]);
});
