/** Proofs: values that exist only if something was verified. Their constructors and fields are private, so that the compiler
 * accepts no substitute: a state that needs a proof cannot be entered without the check. */
import { ctEqual } from '../bytes/index.ts';
import type { Certificate, ExpectedName, KeyUsageBit, Validation } from '../x509/index.ts';
import { VerifiedSignatures, validateChainKnowing } from '../x509/internal.ts';
import { alertForValidation } from './certificate-alerts.ts';
import { ruleOf, TlsError } from './errors.ts';
import type { Observe, SignatureSeen } from './events.ts';
import { fits, type SignatureScheme, type TlsVersion } from './negotiation/signature-schemes.ts';
import type { Trust } from './trust.ts';

/** Local limits for an unauthenticated peer: signatures that are verified for it, and steps of the search. Sixteen certificates of one key need few signatures, and may form
 * more paths than this. */
const LIMITS = { signatures: 32, paths: 1000 };

/** The certificates of a resumed session are validated again, but their signatures are not verified again. */
const verified = new VerifiedSignatures();

/** How to validate the peer's certificates. */
export type PeerPolicy =
  | { readonly mode: 'dangerous-none' }
  | (Trust & {
      readonly mode: 'roots';
      readonly time: () => Date;
      readonly purpose: 'clientAuth' | 'serverAuth';
      readonly name: ExpectedName;
      /** The use of the leaf's key in this handshake (RFC 5246 §7.4.2, §7.4.6). */
      readonly usage: KeyUsageBit;
      /** Whose rules an error names. */
      readonly version: TlsVersion;
    });

/** The peer's certificate chain leads to a trusted root, or the caller turned verification off. */
export class PeerVerified {
  readonly #chain: readonly Certificate[];
  readonly #validation: Validation | undefined;
  readonly #ocspResponse: Uint8Array | undefined;

  private constructor(
    chain: readonly Certificate[],
    validation: Validation | undefined,
    ocspResponse: Uint8Array | undefined,
  ) {
    this.#chain = chain;
    this.#validation = validation;
    this.#ocspResponse = ocspResponse;
  }

  /** @param certificates - as received, leaf first, at least one. @param ocspResponse - the response that came with the leaf; the policy
   * contains it too.
   * @throws TlsError `certificate-refused` with the report; `certificate-unsuitable`. */
  static check(
    certificates: readonly Certificate[],
    policy: PeerPolicy,
    observe: Observe | undefined,
    ocspResponse?: Uint8Array,
  ): PeerVerified {
    const [leaf, ...intermediates] = certificates;
    if (policy.mode === 'dangerous-none') {
      observe?.({ kind: 'peer-certificates', certificates, validation: undefined });
      return new PeerVerified(certificates, undefined, ocspResponse);
    }
    const { roots, profile, revocation, purpose, name, usage, version } = policy;
    const asked = { roots, profile, revocation, purpose, name, time: policy.time(), limits: LIMITS };
    const validation = validateChainKnowing({ leaf, intermediates, ...asked }, verified);
    observe?.({ kind: 'peer-certificates', certificates, validation });
    if (!validation.ok) {
      throw new TlsError('certificate-refused', ruleOf(version, 'RFC 5246 §7.4.2', 'RFC 8446 §4.4.2.4'), {
        alert: alertForValidation(validation),
        validation,
      });
    }
    if (leaf.keyUsage !== undefined && !leaf.keyUsage.includes(usage)) {
      const rule = ruleOf(version, 'RFC 5246 §7.4.2', 'RFC 8446 §4.4.2.2');
      throw new TlsError('certificate-unsuitable', rule, { validation });
    }
    return new PeerVerified(validation.chain, validation, ocspResponse);
  }

  get leaf(): Certificate {
    return this.#chain[0];
  }
  /** The validated path from the leaf to the root; without validation, the chain as the peer sent it. */
  get chain(): readonly Certificate[] {
    return this.#chain;
  }
  /** Every check; undefined if the caller turned verification off. */
  get validation(): Validation | undefined {
    return this.#validation;
  }
  /** The DER of the OCSP response that came with the certificate (RFC 6066 §8); undefined without one, and in a resumed session. It was
   * checked if the caller's policy checks revocation. */
  get ocspResponse(): Uint8Array<ArrayBuffer> | undefined {
    return this.#ocspResponse?.slice();
  }
}

/** A signature received in a handshake, and the bytes that it must cover. */
export interface SignedMessage {
  /** The scheme's code point. */
  readonly algorithm: number;
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
  readonly version: TlsVersion;
}

/** The peer holds its certificate's private key: it signed data of this handshake (RFC 5246 §7.4.3, §7.4.8; RFC 8446 §4.4.3). */
export class KeyProven {
  readonly #peer: PeerVerified;
  private constructor(peer: PeerVerified) {
    this.#peer = peer;
  }

  /** @param schemes - the ones we accept. @throws TlsError `not-offered` or `signature-wrong`. */
  static check(
    peer: PeerVerified,
    { algorithm, signature, message, version }: SignedMessage,
    { schemes }: { readonly schemes: readonly SignatureScheme[] },
    watch: (seen: SignatureSeen) => void,
  ): KeyProven {
    const { publicKey } = peer.leaf;
    const rule = ruleOf(version, 'RFC 5246 §7.4.8', 'RFC 8446 §4.4.3');
    const scheme = schemes.find(({ id }) => id === algorithm);
    if (scheme === undefined || !fits(scheme, publicKey, version)) throw new TlsError('not-offered', rule);
    const { name, hash } = scheme;
    const valid = scheme.verify(publicKey, message, signature);
    watch({ direction: 'received', scheme: name, hash: hash?.digest(message) ?? message, signature, valid });
    if (!valid) throw new TlsError('signature-wrong', rule);
    return new KeyProven(peer);
  }

  get peer(): PeerVerified {
    return this.#peer;
  }
}

/** The peer's authentication in a resumed session: it proved its key in the original session, and its certificates, if any, were verified
 * again. */
export class Resumed {
  readonly #peer: PeerVerified | undefined;
  private constructor(peer: PeerVerified | undefined) {
    this.#peer = peer;
  }

  /** For a server: the client has the PSK, since its binder verifies (RFC 8446 §4.2.11.2). @param peer - undefined if no certificate was
   * requested.
   * @throws TlsError `binder-wrong`. Timing: independent of where the two differ. */
  static byBinder(expected: Uint8Array, received: Uint8Array, peer: PeerVerified | undefined): Resumed {
    if (!ctEqual(expected, received)) throw new TlsError('binder-wrong', 'RFC 8446 §4.2.11');
    return new Resumed(peer);
  }

  /** For a client, and for a server of TLS 1.2: the peer proves the PSK, or the master secret, with its Finished, which cannot be computed
   * without it. @param peer - undefined if no certificate was requested. */
  static offered(peer: PeerVerified | undefined): Resumed {
    return new Resumed(peer);
  }

  get peer(): PeerVerified | undefined {
    return this.#peer;
  }
}

/** The peer saw the same handshake and has the same master secret (RFC 5246 §7.4.9). */
export class FinishedVerified {
  readonly #verifyData: Uint8Array;
  private constructor(verifyData: Uint8Array) {
    this.#verifyData = verifyData;
  }

  /** @throws TlsError `finished-wrong`; `malformed-message` for another length. Timing: does not depend on where the values differ. */
  static check(version: TlsVersion, expected: Uint8Array, received: Uint8Array): FinishedVerified {
    const rule = ruleOf(version, 'RFC 5246 §7.4.9', 'RFC 8446 §4.4.4');
    if (expected.length !== received.length) throw new TlsError('malformed-message', rule);
    if (!ctEqual(expected, received)) throw new TlsError('finished-wrong', rule);
    return new FinishedVerified(expected);
  }

  get verifyData(): Uint8Array {
    return this.#verifyData;
  }
}
