/** The result of (EC)DHE, unfolded: this side's private key times the other side's public value; of a hybrid group also what ML-KEM encapsulates. */
import { type Bytes, concat, equalBytes } from '../../bytes/index.ts';
import type { CurveName } from '../../ec/index.ts';
import { EcPrivateKey } from '../../keys/index.ts';
import { type MlKemStep, mlKemDecapsSteps, mlKemKeyGenSteps } from '../../reference/index.ts';
import type { GroupName } from '../../tls/index.ts';
import type { TlsLog } from '../document/events.ts';
import type { Fact, Part } from '../document/exhibit.ts';
import { explainEcdh } from '../kernels/ecdh.ts';
import { explainMlKem } from '../kernels/ml-kem.ts';
import { collected, facts, secretFact, section } from '../kernels/steps.ts';
import { explainX25519 } from '../kernels/x25519.ts';
import { agreementOf, SHARED_SECRET } from './derivations.ts';

/** The numbers of an agreement. All but the peer's are secret. */
export type UnfoldedAgreement =
  | { readonly kind: 'ecdh'; readonly curve: CurveName; readonly privateKey: Bytes; readonly peer: Bytes }
  | { readonly kind: 'ml-kem-768'; readonly d: Bytes; readonly z: Bytes; readonly m: Bytes }
  | { readonly kind: 'x25519'; readonly privateKey: Bytes; readonly peer: Bytes };

const CURVES: Partial<Readonly<Record<GroupName, CurveName>>> = {
  ...{ secp256r1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' },
};

const RULE = 'RFC 8446 §4.2.7';
const HYBRID = 'RFC 10024';

/** @returns undefined if what it was computed of was not recorded. */
export function unfoldedAgreement(
  log: TlsLog,
): { readonly parts: readonly Part[]; readonly agreements: readonly UnfoldedAgreement[] } | undefined {
  const agreement = agreementOf(log);
  if (agreement === undefined) return undefined;
  const { group, sharedSecret } = agreement;
  const [privateKey, peer] = [new Uint8Array(agreement.privateKey), new Uint8Array(agreement.peer)];
  const outcome = (...rows: readonly Fact[]): Part =>
    facts('What comes out', [
      secretFact(SHARED_SECRET, sharedSecret, ''),
      { label: 'group', value: group, rule: RULE },
      ...rows,
    ]);
  if (group !== 'X25519MLKEM768') {
    const curve = CURVES[group];
    const own: UnfoldedAgreement =
      curve === undefined ? { kind: 'x25519', privateKey, peer } : { kind: 'ecdh', curve, privateKey, peer };
    return { parts: [outcome(), ...shown(own)], agreements: [own] };
  }
  const kem = encapsulated(privateKey.slice(0, 2 * SEED), peer.slice(0, -SEED));
  const curve: UnfoldedAgreement = { kind: 'x25519', privateKey: privateKey.slice(2 * SEED), peer: peer.slice(-SEED) };
  const halves = [kem.K, sharedSecret.subarray(SEED)] as const;
  const same = equalBytes(concat(...halves), sharedSecret);
  return {
    parts: [
      outcome(
        secretFact('its first half: of ML-KEM-768', halves[0], HYBRID),
        secretFact('its second half: of X25519', halves[1], HYBRID),
        { label: 'the two halves, one after the other', value: same ? 'the same' : 'ANOTHER', rule: HYBRID },
      ),
      section('The first half: ML-KEM-768', shown(kem.agreement)),
      section('The second half: X25519', shown(curve)),
    ],
    agreements: [kem.agreement, curve],
  };
}

/** Bytes of d, z, m, of either half of the secret, and of a key of X25519. */
const SEED = 32;
/** ML-KEM-768 (FIPS 203 §8, table 2). */
const PARAMETERS = { k: 3, η1: 2, η2: 2, du: 10, dv: 4 };

/** The message that the server encapsulated, and the secret made of it. @param seed - d || z. @param ciphertext - the server's. */
function encapsulated(seed: Bytes, ciphertext: Bytes): { readonly agreement: UnfoldedAgreement; readonly K: Bytes } {
  const [d, z] = [seed.slice(0, SEED), seed.slice(SEED)];
  const [, dk] = collected(mlKemKeyGenSteps(PARAMETERS, d, z)).result;
  const { steps, result: K } = collected<MlKemStep, Bytes>(mlKemDecapsSteps(PARAMETERS, dk, ciphertext));
  const m = steps.find(({ name }) => name === 'm′')!.value as Bytes;
  return { agreement: { kind: 'ml-kem-768', d, z, m }, K };
}

function shown(agreement: UnfoldedAgreement): readonly Part[] {
  switch (agreement.kind) {
    case 'x25519':
      return explainX25519({ privateKey: agreement.privateKey, peerPublicKey: agreement.peer }).parts;
    case 'ecdh': {
      const { curve, privateKey, peer } = agreement;
      return explainEcdh({ key: new EcPrivateKey({ curve, d: privateKey }), peer: { type: 'ec', curve, point: peer } })
        .parts;
    }
    case 'ml-kem-768':
      return explainMlKem({ parameters: 'ML-KEM-768', d: agreement.d, z: agreement.z, m: agreement.m }).parts;
  }
}
