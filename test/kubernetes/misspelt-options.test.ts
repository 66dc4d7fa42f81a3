/** An option that is misspelt is never passed over: what it should have set would silently be the default. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { generateKey } from '../../src/keys/index.ts';
import * as kubernetes from '../../src/kubernetes/index.ts';
import { issueForSigner, joinCluster, newToken, tokenSecret } from '../../src/kubernetes/internal.ts';
import { issueLeaf, issueRequested, selfSigned } from '../../src/kubernetes/pki/index.ts';
import { makeName } from '../../src/x509/index.ts';

const random = seededRandom('misspelt options');
const time = new Date('2026-06-01T00:00:00Z');
const now = (): Date => time;
const key = generateKey({ type: 'ec', curve: 'P-256', random });
const newKey = async () => key;
const spec = { subject: makeName(['CN', 'x']), purposes: [], names: [] } as const;
const issuing = { time, random, newKey, days: 1, caDays: 1 };
const ca = { key, certificate: selfSigned(spec, key, issuing) };
const issued = issueLeaf(spec, key, ca, issuing);
const request = issued.request!;
const { signal } = new AbortController();
const nowhere = '/nowhere/at/all';

/** Each function with options that are sound; called with one more, it must refuse that one before it does anything. */
const CALLS: Readonly<Record<string, readonly [sound: object, call: (options: never) => unknown]>> = {
  selfSigned: [issuing, (settings) => selfSigned(spec, key, settings)],
  issueLeaf: [issuing, (settings) => issueLeaf(spec, key, ca, settings)],
  'issueLeaf, spec': [spec, (given) => issueLeaf(given, key, ca, issuing)],
  'issueLeaf, authority': [ca, (given) => issueLeaf(spec, key, given, issuing)],
  issueRequested: [issuing, (settings) => issueRequested(spec, request, ca, settings)],
  issueForSigner: [
    { usages: ['client auth'], durationSeconds: 3600, time, random },
    (settings) => issueForSigner(request, ca, settings),
  ],
};

const IN_FOLDER: Readonly<Record<string, readonly [sound: object, call: (options: never) => Promise<unknown>]>> = {
  rotateAuthority: [
    { ...issuing, authority: 'ca', phase: 'trust' },
    (options) => kubernetes.rotateAuthority(nowhere, options),
  ],
  signRequests: [
    { days: 1, random, time, authorities: nowhere },
    (options) => kubernetes.signRequests(nowhere, options),
  ],
  requestCertificates: [
    { names: 'all', random, newKey },
    (options) => kubernetes.requestCertificates(nowhere, options),
  ],
  revokeCertificate: [{ time, days: 1, random }, (options) => kubernetes.revokeCertificate(nowhere, options)],
  issueUser: [
    { time, random, newKey, days: 1, user: 'jane', groups: [], outFolder: nowhere },
    (options) => kubernetes.issueUser(nowhere, options),
  ],
  renewCertificates: [
    { time, random, newKey, days: 1, names: 'all' },
    (options) => kubernetes.renewCertificates(nowhere, options),
  ],
};

const refused = (argument: string) => expect.objectContaining({ code: 'unknown-option', argument });

describe('an unknown option', () => {
  it.each(Object.entries(CALLS))('of %s is refused', (_, [sound, call]) => {
    expect(() => call(sound as never)).not.toThrow();
    const misspelt = { ...sound, dayz: 1 };
    expect(() => call(misspelt as never)).toThrow(UsageError);
    expect(() => call(misspelt as never)).toThrow(/has no option "dayz"/);
  });

  it.each(Object.entries(IN_FOLDER))('of %s is refused before the folder is looked at', async (_, [sound, call]) => {
    await expect(call(sound as never)).rejects.not.toBeInstanceOf(UsageError);
    await expect(call({ ...sound, dayz: 1 } as never)).rejects.toThrow(refused('options'));
  });

  it('of a constructor is refused', () => {
    const store = new kubernetes.MemoryStore();
    const makers = [
      (more: object) => new kubernetes.Registry({ store, random, now, ...more }),
      (more: object) => new kubernetes.EtcdStore({ members: [], connect: () => undefined as never, ...more }),
      (more: object) =>
        new kubernetes.ClientRevocation({ authorities: [], strict: false, now, onWarning: () => undefined, ...more }),
    ];
    for (const make of makers) {
      expect(() => make({})).not.toThrow();
      expect(() => make({ dayz: 1 })).toThrow(refused('options'));
    }
  });

  it('of joining and of a token is refused', async () => {
    const joining = { server: 'https://127.0.0.1:1', roots: '', nodeName: 'n', address: '127.0.0.1', port: 0 } as const;
    const options = { ...joining, folder: nowhere, random, now, signal, onNews: () => undefined, dayz: 1 };
    await expect(joinCluster(options)).rejects.toThrow(refused('options'));
    const token = newToken(random);
    expect(tokenSecret(token, { groups: [], usages: [] }).kind).toBe('Secret');
    expect(() => tokenSecret(token, { groups: [], usages: [], dayz: 1 } as never)).toThrow(refused('options'));
  });
});

it.each([Object.create(null), Symbol('x'), 'serverauth', 1])(
  'a purpose that is none is named by its place',
  (purpose) => {
    const wrong = { ...spec, purposes: ['clientAuth', purpose] } as never;
    for (const issue of [() => issueLeaf(wrong, key, ca, issuing), () => issueRequested(wrong, request, ca, issuing)]) {
      expect(issue).toThrow(expect.objectContaining({ code: 'out-of-range', argument: 'spec.purposes[1]' }));
    }
  },
);
