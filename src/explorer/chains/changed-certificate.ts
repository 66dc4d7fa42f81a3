/** A certificate of a scene after its changes. */
import { seededRandom } from '../../hash/index.ts';
import { generateKey, type PrivateKey } from '../../keys/index.ts';
import { usualSchemeFor } from '../../signatures/index.ts';
import {
  type Certificate,
  decodeCertificate,
  type Extension,
  extensionValue,
  KEY_PURPOSES,
  makeExtension,
  signTbs,
  toTime,
} from '../../x509/index.ts';
import { type ChangeName, changesFor } from './changes.ts';
import type { SceneCertificate } from './scene.ts';

/** A name under which no certificate of a scene is expected, and an OID for documentation, which no verifier knows. */
const OTHER_HOST = 'www.elsewhere.test';
const UNKNOWN: Extension = {
  ...{ extnID: '2.999.1', critical: true },
  extnValue: { kind: 'other', value: new Uint8Array([0x05, 0x00]) },
};

/** The certificate after its changes, signed again. @param seed - for the key of an unrelated signer. */
export function changedCertificate(
  { certificate, role, issuerKey }: SceneCertificate,
  names: ReadonlySet<ChangeName>,
  seed: string,
): Certificate {
  const possible = changesFor(role, issuerKey !== undefined).filter((name) => names.has(name));
  const anew = issuerKey === undefined ? certificate : signedAnew(certificate, issuerKey, possible, seed);
  return possible.includes('bit-flipped') ? withBitFlipped(anew) : anew;
}

function signedAnew(
  certificate: Certificate,
  issuerKey: PrivateKey,
  names: readonly ChangeName[],
  seed: string,
): Certificate {
  if (names.every((name) => OF_THE_VERIFIER.includes(name))) return certificate;
  const tbs = certificate.fields.tbsCertificate.value;
  const { validity } = tbs;
  const random = seededRandom(`${seed}/chains/changed/${certificate.serialNumber}`);
  const signer = names.includes('other-key') ? generateKey({ type: 'ec', curve: 'P-256', random }) : issuerKey;
  const scheme = usualSchemeFor(signer);
  const extensions = names.reduce<readonly Extension[]>((all, name) => EDITS[name]?.(all) ?? all, tbs.extensions ?? []);
  const changed = {
    ...{ ...tbs, signature: scheme.algorithm, extensions: [...extensions] },
    // Expires one day after its notBefore.
    ...(names.includes('expired') && {
      validity: { ...validity, notAfter: toTime(new Date(validity.notBefore.value.getTime() + DAY)) },
    }),
  };
  return signTbs(changed, signer, scheme, random);
}

const DAY = 86_400_000; // ms
const OF_THE_VERIFIER: readonly ChangeName[] = ['dropped', 'untrusted', 'bit-flipped'];

/** The changes of extensions. */
const EDITS: Readonly<Partial<Record<ChangeName, (all: readonly Extension[]) => readonly Extension[]>>> = {
  'not-ca': (all) => all.filter(({ extnValue }) => extnValue.kind !== 'basicConstraints'),
  'no-cert-sign': (all) => replaced(all, makeExtension('keyUsage', true, ['digitalSignature'])),
  'path-length': (all) => replaced(all, makeExtension('basicConstraints', true, { cA: true, pathLenConstraint: 0 })),
  constrained: (all) => [
    ...all,
    makeExtension('nameConstraints', true, {
      permittedSubtrees: [{ base: { kind: 'dNSName', value: 'elsewhere.test' }, minimum: 0n }],
    }),
  ],
  'other-name': (all) =>
    replaced(all, makeExtension('subjectAltName', false, [{ kind: 'dNSName', value: OTHER_HOST }])),
  'other-purpose': (all) => {
    const isServer = extensionValue(all, 'extKeyUsage')?.includes(KEY_PURPOSES.serverAuth) === true;
    return replaced(
      all,
      makeExtension('extKeyUsage', false, [isServer ? KEY_PURPOSES.clientAuth : KEY_PURPOSES.serverAuth]),
    );
  },
  'unknown-critical': (all) => [...all, UNKNOWN],
};

/** The extensions with `own` in place of the one with the same OID, or appended. */
function replaced(all: readonly Extension[], own: Extension): readonly Extension[] {
  const at = all.findIndex(({ extnID }) => extnID === own.extnID);
  return at === -1 ? [...all, own] : all.with(at, own);
}

/** The certificate with the last bit of its signature flipped. */
function withBitFlipped({ der }: Certificate): Certificate {
  const changed = new Uint8Array(der);
  changed[changed.length - 1] ^= 1;
  return decodeCertificate(changed);
}
