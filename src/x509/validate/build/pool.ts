/** The certificates and anchors from which paths are built, indexed by name. */
import { bytesToHex, equalBytes } from '../../../bytes/index.ts';
import { encode } from '../../../codec/index.ts';
import { subjectPublicKeyInfo } from '../../../keys/index.ts';
import { Certificate } from '../../certificate/certificate.ts';
import { comparisonKey, nameKey } from '../../names/name.ts';
import { type Root, TrustAnchor } from '../anchor.ts';
import { type Issuer, issuerOf } from '../issuer.ts';
import type { Question } from '../question.ts';

/** A possible issuer of a certificate. */
export interface Candidate {
  readonly root: Root;
  readonly isAnchor: boolean;
  /** Its key is decoded when it is first needed. */
  readonly issuer: Issuer;
  /** Penalty: the higher, the less likely that a path through it is valid, independently of the certificate that it issued. */
  readonly demerits: number;
}

/** Penalties that determine the order of candidates. Verifying a signature is the most expensive step, so the order is based on what can be
 * checked without it. */
const DEMERITS = { notAnchor: 1, keyIdentifierAbsent: 2, keyIdentifierOther: 16, notValid: 8, notCa: 32 };

export class Pool {
  readonly #byName = new Map<string, Candidate[]>();
  readonly #sorted = new Map<string, readonly Ranked[]>();
  /** The encodings (as text) of the certificates with the same name, if there are several. */
  readonly #namesakes = new Map<string, Set<string>>();
  readonly #time: Date;

  constructor({ intermediates, roots, time }: Question) {
    this.#time = time;
    for (const root of roots) this.#add(root, true);
    for (const certificate of intermediates) if (!this.#has(certificate)) this.#add(certificate, false);
  }

  /** The anchor that equals a certificate byte by byte, if any. */
  anchorOf(certificate: Certificate): Certificate | undefined {
    for (const { root, isAnchor } of this.#byName.get(certificate.derive(subjectKey)) ?? []) {
      if (isAnchor && root instanceof Certificate && root.equals(certificate)) return root;
    }
    return undefined;
  }

  /** All candidates with the name of a certificate's issuer, the most likely first. */
  issuersOf(certificate: Certificate): readonly Ranked[] {
    const wanted = certificate.extension('authorityKeyIdentifier')?.keyIdentifier;
    const name = certificate.derive(issuerKey);
    const key = `${wanted === undefined ? '' : bytesToHex(wanted)} ${name}`;
    const known = this.#sorted.get(key);
    if (known !== undefined) return known;
    const found = (this.#byName.get(name) ?? [])
      .map((candidate) => ranked(candidate, wanted))
      .sort((a, b) => a.demerits - b.demerits);
    this.#sorted.set(key, found);
    return found;
  }

  /** Whether the pool has a certificate, byte by byte. Also records it as contained from now on. */
  #has(certificate: Certificate): boolean {
    const name = certificate.derive(subjectKey);
    const others = this.#byName.get(name);
    if (others === undefined) return false;
    let texts = this.#namesakes.get(name);
    if (texts === undefined) {
      texts = new Set(others.map(({ root }) => (root instanceof Certificate ? bytesToHex(root.der) : '')));
      this.#namesakes.set(name, texts);
    }
    return texts.size === texts.add(bytesToHex(certificate.der)).size;
  }

  #add(root: Root, isAnchor: boolean): void {
    const name = nameKeyOf(root);
    const candidate = new Lazily(root, isAnchor, this.#demeritsOf(root, isAnchor));
    const others = this.#byName.get(name);
    if (others === undefined) this.#byName.set(name, [candidate]);
    else others.push(candidate);
  }

  #demeritsOf(root: Root, isAnchor: boolean): number {
    if (root instanceof TrustAnchor) return 0;
    const valid = root.notBefore <= this.#time && this.#time.getTime() < root.notAfter.getTime() + 1000;
    const demerits = (isAnchor ? 0 : DEMERITS.notAnchor) + (valid ? 0 : DEMERITS.notValid);
    return demerits + (isAnchor || root.isCA ? 0 : DEMERITS.notCa);
  }
}

/** A candidate for one certificate. */
export interface Ranked {
  readonly candidate: Candidate;
  readonly demerits: number;
  /** Both have key identifiers, and these differ: it is another key with the same name. */
  readonly isOther: boolean;
}

function ranked(candidate: Candidate, wanted: Uint8Array | undefined): Ranked {
  const own = candidate.root instanceof TrustAnchor ? undefined : candidate.root.subjectKeyIdentifier;
  if (wanted === undefined || own === undefined) {
    return { candidate, demerits: candidate.demerits + DEMERITS.keyIdentifierAbsent, isOther: false };
  }
  const isOther = !equalBytes(wanted, own);
  return { candidate, demerits: candidate.demerits + (isOther ? DEMERITS.keyIdentifierOther : 0), isOther };
}

/** A candidate whose key is decoded when it is needed: of a thousand certificates with the same name only a few are tried. */
class Lazily implements Candidate {
  readonly root: Root;
  readonly isAnchor: boolean;
  readonly demerits: number;

  constructor(root: Root, isAnchor: boolean, demerits: number) {
    this.root = root;
    this.isAnchor = isAnchor;
    this.demerits = demerits;
  }

  get issuer(): Issuer {
    return issuerOf(this.root);
  }
}

const subjectKey = ({ subject }: Certificate): string => comparisonKey(subject.value);
const issuerKey = ({ issuer }: Certificate): string => comparisonKey(issuer.value);
const nameKeyOf = (root: Root): string => (root instanceof TrustAnchor ? nameKey(root.name) : root.derive(subjectKey));

const encodedSpki = ({ tbs }: Certificate): Uint8Array => encode(subjectPublicKeyInfo, tbs.subjectPublicKeyInfo);
const spkiOf = (root: Root): Uint8Array => (root instanceof TrustAnchor ? root.encodedSpki : root.derive(encodedSpki));

/** Whether two certificates or anchors have the same name and key. A path must not contain both. */
export const hasSameIdentity = (a: Root, b: Root): boolean => nameKeyOf(a) === nameKeyOf(b) && hasSameKey(a, b);

export const hasSameKey = (a: Root, b: Root): boolean => equalBytes(spkiOf(a), spkiOf(b));
