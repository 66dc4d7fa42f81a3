import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/hash/index.ts';
import { generateKey, toSpki } from '../../../../src/keys/index.ts';
import {
  caExtensions,
  type Extension,
  encodedName,
  makeExtension,
  makeName,
  parseGeneralNames,
  type TBSCertificate,
  toTime,
} from '../../../../src/x509/index.ts';
import { failing, validate } from '../../../fixtures/chain.ts';
import { akid, caKey, draft, now, rootKey, skid, smallKey } from '../../../fixtures/drafts.ts';

const SERVER = '1.3.6.1.5.5.7.3.1';
const CLIENT = '1.3.6.1.5.5.7.3.2';
const edwards = generateKey({ type: 'ed25519', random: seededRandom('a key that the web has not') });
const usage = makeExtension('keyUsage', true, ['digitalSignature']);
const purpose = makeExtension('extKeyUsage', false, [SERVER]);
const names = makeExtension('subjectAltName', false, parseGeneralNames('DNS:kubernetes,DNS:kube-apiserver'));
const day = 86_400_000;
/** The key of an RSA modulus of 2049 bits: nobody has its private half, nor needs it. */
const oddModulus = (): Partial<TBSCertificate> => ({
  subjectPublicKeyInfo: toSpki({ type: 'rsa', modulus: 2n ** 2048n + 1n, publicExponent: 65537n }),
});
const lasting = (from: string, days: number): Partial<TBSCertificate> => ({
  validity: { notBefore: toTime(new Date(from)), notAfter: toTime(new Date(Date.parse(from) + days * day - 1000)) },
});
const trusted = (...extensions: readonly Extension[]) =>
  draft({ subject: 'root', key: rootKey, extensions: [...caExtensions(), skid(rootKey), ...extensions] });
const plain = trusted();
const middle = draft({
  ...{ subject: 'ca', key: caKey, issuer: plain, extensions: [...caExtensions(), skid(caKey), akid(rootKey)] },
});
const sound: readonly Extension[] = [usage, purpose, names, akid(caKey)];
const server = (extensions = sound, change: Partial<TBSCertificate> = {}, key = caKey) =>
  draft({
    ...{ subject: 'kube-apiserver', key, issuer: middle, issuerKey: caKey, extensions },
    change: { ...lasting('2030-05-20T00:00:00Z', 47), ...change },
  });
const judge = (leaf = server(), root = plain) =>
  failing(validate({ leaf, intermediates: [middle], roots: [root], time: now, profile: 'webpki' }));
const but = (old: Extension, ...replacement: readonly Extension[]) =>
  sound.flatMap((one) => (one === old ? replacement : [one]));

describe('the profile webpki', () => {
  it('accepts a certificate of the web', () => expect(judge()).toEqual([]));

  it.each<[string, ReturnType<typeof server>, readonly string[]]>([
    ['subjectAltName', server(but(names)), ['name', 'san-missing', 'common-name-not-in-san']],
    ['one that is not critical', server(but(names, { ...names, critical: true })), ['san-critical']],
    ['extKeyUsage', server(but(purpose)), ['leaf-eku-missing']],
    [
      'one without any',
      server(but(purpose, makeExtension('extKeyUsage', false, [SERVER, '2.5.29.37.0']))),
      ['leaf-eku-web'],
    ],
    // BR §7.1.2.7.10: codeSigning, emailProtection, timeStamping, OCSPSigning, and the signing of precertificates.
    ...[
      '1.3.6.1.5.5.7.3.3',
      '1.3.6.1.5.5.7.3.4',
      '1.3.6.1.5.5.7.3.8',
      '1.3.6.1.5.5.7.3.9',
      '1.3.6.1.4.1.11129.2.4.4',
    ].map((other): [string, ReturnType<typeof server>, readonly string[]] => [
      `one without ${other}`,
      server(but(purpose, makeExtension('extKeyUsage', false, [SERVER, other]))),
      ['leaf-eku-web'],
    ]),
    [
      'and lets clientAuth stand there',
      server(but(purpose, makeExtension('extKeyUsage', false, [SERVER, CLIENT]))),
      [],
    ],
    ['a key of the web', server(sound, {}, edwards), ['key-algorithm-web']],
    ['whole bytes of a modulus', server(sound, oddModulus()), ['rsa-modulus-bits']],
    ['one that is not critical', server(but(purpose, { ...purpose, critical: true })), ['leaf-eku-critical']],
    [
      'a leaf that is no CA',
      server([...sound, makeExtension('basicConstraints', true, { cA: true }), skid(caKey)]),
      ['ca-as-server'],
    ],
    [
      'the common name as it is in subjectAltName',
      server(sound, { subject: encodedName(makeName(['CN', 'KUBERNETES'])) }),
      ['common-name-not-in-san'],
    ],
    ['a key of 2048 bits', server(sound, {}, smallKey), ['key-strength', 'rsa-modulus-short']],
  ])('demands %s', (_, leaf, codes) => expect(judge(leaf)).toEqual(codes));

  it.each([
    ['2030-05-20T00:00:00Z', 47],
    ['2028-05-20T00:00:00Z', 100],
    ['2026-05-20T00:00:00Z', 200],
    ['2025-05-20T00:00:00Z', 398],
  ])('from %s on at most %d days', (from, days) => {
    const time = new Date(Date.parse(from) + day);
    const at = (length: number) =>
      failing(
        validate({
          ...{
            leaf: server(sound, lasting(from, length)),
            intermediates: [middle],
            roots: [plain],
            profile: 'webpki',
            time,
          },
          off: ['validity'],
        }),
      );
    expect([at(days), at(days + 1)]).toEqual([[], ['validity-too-long']]);
  });

  it.each<[string, readonly Extension[], readonly string[]]>([
    ['no extKeyUsage', [purpose], ['root-extended-key-usage']],
    ['its own key identifier', [akid(caKey)], ['root-aki-differs']],
    [
      'that alone',
      [makeExtension('authorityKeyIdentifier', false, { ...identifier(), authorityCertSerialNumber: 1n })],
      ['root-aki-differs'],
    ],
    ['or that', [akid(rootKey)], []],
  ])('demands of a root %s', (_, extensions, codes) => expect(judge(server(), trusted(...extensions))).toEqual(codes));
});

function identifier() {
  const { value } = akid(rootKey).extnValue;
  return value as { keyIdentifier: Uint8Array };
}
