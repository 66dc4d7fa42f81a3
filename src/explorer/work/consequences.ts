/** The consequences of a change for the signature, for each lint rule, and for each rule of path validation. */
import { bytesToHex, equalBytes } from '../../bytes/index.ts';
import { DecodeError } from '../../codec/index.ts';
import { EcError } from '../../ec/index.ts';
import type { Language } from '../../explain/index.ts';
import { type AlgorithmIdentifier, KeyError } from '../../keys/index.ts';
import { RsaError } from '../../rsa/index.ts';
import {
  type Certificate,
  certIdOfSerial,
  decodeCertificate,
  decodeCertificateList,
  decodeOcspResponse,
  decodeRequest,
  type Name,
  verifyRequest,
  verifySignature,
  X509Error,
} from '../../x509/index.ts';
import { formatReadable } from '../../x509/internal.ts';
import type { LintOutcome } from './lint.ts';
import type { PathOutcome } from './path.ts';
import { kindOf, type PeriodVerdict, periodOf, type SignedKind } from './period.ts';

export interface ConsequencesInput {
  /** All structures of the input, in DER. */
  readonly blocks: readonly { readonly title: string; readonly bytes: Uint8Array }[];
  /** Index of the structure to check. */
  readonly block: number;
  /** The time of validation. */
  readonly time: Date;
  readonly language: Language;
}

/** The result of verifying the signature. */
export interface SignatureVerdict {
  /** `unknown`: the signer's certificate is not in the input. `none`: nothing is signed. `unreadable`: what is signed cannot be
   * decoded. */
  readonly status: 'invalid' | 'none' | 'unknown' | 'unreadable' | 'unsupported' | 'valid';
  /** The name of the signer, or of the expected signer; '' if only its key is known. */
  readonly signer: string;
  /** The SHA-1 of the expected signer's key, where the input has no name for it. */
  readonly signerKey?: string;
}

export interface ConsequencesOutcome {
  readonly signature: SignatureVerdict;
  /** Undefined for a structure for which lint has no rules. */
  readonly lint: LintOutcome | undefined;
  /** Undefined for a structure that states no period, and for one that cannot be decoded. */
  readonly period: PeriodVerdict | undefined;
  /** Undefined for a structure that is not a certificate. */
  readonly path: PathOutcome | 'no-root' | 'unreadable' | undefined;
}

/** Checks one structure of the input, using the others. An unreadable structure has no verdict.
 * @throws UsageError for a time that is none. */
export async function consequencesJob(input: ConsequencesInput): Promise<ConsequencesOutcome> {
  const { blocks, block, time, language } = input;
  const { title, bytes } = blocks[block];
  const [{ lintOf }, { pathOf }] = await Promise.all([import('./lint.ts'), import('./path.ts')]);
  const read = await Promise.all(blocks.map((one) => ifReadable(() => decodeCertificate(one.bytes))));
  const certificates = read.filter((one) => one !== undefined);
  const unreadable: SignatureVerdict = { status: 'unreadable', signer: '' };
  const isCertificate = kindOf(title) === 'certificate';
  return {
    signature: (await ifReadable(() => signatureOf(title, bytes, certificates))) ?? unreadable,
    lint: lintOf(title, bytes),
    period: await ifReadable(() => periodOf(kindOf(title), bytes, time)),
    path: isCertificate
      ? ((await ifReadable(async () => (await pathOf(bytes, certificates, time, language)) ?? 'no-root')) ??
        'unreadable')
      : undefined,
  };
}

/** @returns undefined for malformed bytes: the decoder's verdict tells the fault. Any other error would be one of ours. */
async function ifReadable<T>(read: () => Promise<T> | T): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** The signed bytes, the algorithm, and the expected signer. */
interface Signed {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly algorithm: AlgorithmIdentifier;
  /** The certificates of the expected signer. */
  readonly signers: readonly Certificate[];
  readonly signer: string;
  readonly signerKey?: string;
}

function signatureOf(title: string, bytes: Uint8Array, certificates: readonly Certificate[]): SignatureVerdict {
  const kind = kindOf(title);
  if (kind === 'request') {
    const request = decodeRequest(bytes);
    const signer = formatReadable(request.subject.value);
    return { status: verdictOf(() => verifyRequest(request)), signer };
  }
  const signed = signedIn(kind, bytes, certificates);
  if (signed === undefined) return { status: 'none', signer: '' };
  const { signers, algorithm, message, signature, ...expected } = signed;
  const verdicts = signers.map((signer) =>
    verdictOf(() => verifySignature(algorithm, signer.publicKey, message, signature)),
  );
  const status = verdicts.includes('valid') ? 'valid' : (verdicts[0] ?? 'unknown');
  return { status, ...expected };
}

function verdictOf(verify: () => boolean): SignatureVerdict['status'] {
  try {
    return verify() ? 'valid' : 'invalid';
  } catch (error) {
    if (isUnusable(error)) return 'unsupported';
    throw error;
  }
}

/** Whether an error says that the algorithm or the key cannot be used, as `verifySignature` documents. */
const isUnusable = (error: unknown): boolean =>
  (error instanceof X509Error && error.code === 'unsupported-signature-algorithm') ||
  [EcError, KeyError, RsaError].some((kind) => error instanceof kind);

function signedIn(kind: SignedKind | undefined, bytes: Uint8Array, all: readonly Certificate[]): Signed | undefined {
  const named = (name: Named, among = all) => ({
    signers: among.filter(({ subject }) => equalBytes(subject.bytes, name.bytes)),
    signer: formatReadable(name.value),
  });
  if (kind === 'list') {
    const { fields, signedBytes } = decodeCertificateList(bytes);
    const { signatureAlgorithm: algorithm, signature } = fields;
    return { algorithm, signature, message: signedBytes, ...named(fields.tbsCertList.value.issuer) };
  }
  if (kind === 'response') {
    const response = decodeOcspResponse(bytes);
    const { basic } = response;
    if (basic === undefined) return undefined;
    const { signatureAlgorithm: algorithm, signature, tbsResponseData } = basic;
    const { responderID: id } = tbsResponseData.value;
    const among = [...response.certificates, ...all];
    const signer = id.kind === 'byName' ? named(id.value, among) : keyed(id.value, among);
    return { algorithm, signature, message: tbsResponseData.bytes, ...signer };
  }
  if (kind !== 'certificate') return undefined;
  const own = decodeCertificate(bytes);
  const { signatureAlgorithm: algorithm, signature } = own.fields;
  return { algorithm, signature, message: own.signedBytes, ...named(own.issuer) };
}

interface Named {
  readonly bytes: Uint8Array;
  readonly value: Name;
}

/** The certificates of a key that is known by the SHA-1 of its bits (RFC 6960 §4.2.1). */
function keyed(hash: Uint8Array, among: readonly Certificate[]) {
  // A certID hashes the key of an issuer in the same way.
  const signers = among.filter((one) => equalBytes(certIdOfSerial(0n, one, 'sha1').issuerKeyHash, hash));
  const [first] = signers;
  return first === undefined
    ? { signers, signer: '', signerKey: bytesToHex(hash) }
    : { signers, signer: formatReadable(first.subject.value) };
}
