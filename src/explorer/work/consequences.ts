/** The consequences of a change for the signature, for each lint rule, and for each rule of path validation. */
import { equalBytes } from '../../bytes/index.ts';
import { DecodeError } from '../../codec/index.ts';
import { EcError } from '../../ec/index.ts';
import type { Language } from '../../explain/index.ts';
import { type AlgorithmIdentifier, KeyError } from '../../keys/index.ts';
import { RsaError } from '../../rsa/index.ts';
import {
  type Certificate,
  decodeCertificate,
  decodeCertificateList,
  decodeOcspResponse,
  decodeRequest,
  formatOneline,
  type Name,
  verifyRequest,
  verifySignature,
  X509Error,
} from '../../x509/index.ts';
import type { LintOutcome } from './lint.ts';
import type { PathOutcome } from './path.ts';

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
  /** `unknown`: the signer's certificate is not in the input. `none`: nothing is signed, or it cannot be read. */
  readonly status: 'invalid' | 'none' | 'unknown' | 'unsupported' | 'valid';
  /** The name of the signer, or of the expected signer. */
  readonly signer: string;
}

export interface ConsequencesOutcome {
  readonly signature: SignatureVerdict;
  /** Undefined for a structure for which lint has no rules. */
  readonly lint: LintOutcome | undefined;
  /** Undefined if no path can be validated: the structure is not a certificate, or the input has no root. */
  readonly path: PathOutcome | undefined;
}

const NONE: SignatureVerdict = { status: 'none', signer: '' };

/** Checks one structure of the input, using the others. An unreadable structure has no verdict.
 * @throws UsageError for a time that is none. */
export async function consequencesJob(input: ConsequencesInput): Promise<ConsequencesOutcome> {
  const { blocks, block, time, language } = input;
  const { title, bytes } = blocks[block];
  const [{ lintOf }, { pathOf }] = await Promise.all([import('./lint.ts'), import('./path.ts')]);
  const read = await Promise.all(blocks.map((one) => ifReadable(() => decodeCertificate(one.bytes))));
  const certificates = read.filter((one) => one !== undefined);
  return {
    signature: (await ifReadable(() => signatureOf(title, bytes, certificates))) ?? NONE,
    lint: lintOf(title, bytes),
    path: await ifReadable(() => pathOf(title, bytes, certificates, time, language)),
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
  readonly signers: readonly Certificate[];
  readonly name: string;
}

function signatureOf(title: string, bytes: Uint8Array, certificates: readonly Certificate[]): SignatureVerdict {
  if (title.startsWith('Certificate request')) {
    const request = decodeRequest(bytes);
    const signer = formatOneline(request.subject.value);
    return { status: verdictOf(() => verifyRequest(request)), signer };
  }
  const signed = signedIn(title, bytes, certificates);
  if (signed === undefined) return NONE;
  const { signers, algorithm, message, signature, name } = signed;
  const verdicts = signers.map((signer) =>
    verdictOf(() => verifySignature(algorithm, signer.publicKey, message, signature)),
  );
  const status = verdicts.includes('valid') ? 'valid' : (verdicts[0] ?? 'unknown');
  return { status, signer: name };
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

function signedIn(title: string, bytes: Uint8Array, all: readonly Certificate[]): Signed | undefined {
  const named = (name: { readonly bytes: Uint8Array; readonly value: Name }) => ({
    signers: all.filter(({ subject }) => equalBytes(subject.bytes, name.bytes)),
    name: formatOneline(name.value),
  });
  if (title.startsWith('Certificate revocation list')) {
    const { fields, signedBytes } = decodeCertificateList(bytes);
    const { signatureAlgorithm: algorithm, signature } = fields;
    return { algorithm, signature, message: signedBytes, ...named(fields.tbsCertList.value.issuer) };
  }
  if (title.startsWith('OCSP response')) {
    const response = decodeOcspResponse(bytes);
    const { basic } = response;
    if (basic === undefined) return undefined;
    const signers = [...response.certificates, ...all];
    const { signatureAlgorithm: algorithm, signature } = basic;
    return { algorithm, signature, message: basic.tbsResponseData.bytes, signers, name: '' };
  }
  if (!title.startsWith('Certificate')) return undefined;
  const own = decodeCertificate(bytes);
  const { signatureAlgorithm: algorithm, signature } = own.fields;
  return { algorithm, signature, message: own.signedBytes, ...named(own.issuer) };
}
