/** The input of a rule: the fields of a certificate, request or CRL by name, wherever they could be read. */
import { PKCS9_OIDS, PURPOSE_OIDS } from '../asn1/internal.ts';
import { equalBytes } from '../bytes/index.ts';
import type { AnyCodec } from '../codec/index.ts';
import { certificate, certificateList, certificationRequest } from '../x509/index.ts';
import type { LintKind, LintRole } from './kinds.ts';
import { type AttributePart, attributesOf } from './names/attributes.ts';
import { type Fault, field, type Part } from './reading/part.ts';
import { verifiesItself } from './self-signature.ts';

/** The codec of each kind of input. */
export const CODECS: Readonly<Record<LintKind, AnyCodec>> = {
  certificate,
  request: certificationRequest,
  crl: certificateList,
};
const SIGNED_PART: Readonly<Record<LintKind, string>> = {
  certificate: 'tbsCertificate',
  request: 'certificationRequestInfo',
  crl: 'tbsCertList',
};

/** An extension of a certificate, CRL, or CRL entry, or one that a request asks for. */
export interface ExtensionPart {
  readonly part: Part;
  readonly oid: string | undefined;
  /** Its name in RFC 5280; `other` for an unknown one. */
  readonly kind: string;
  readonly critical: boolean;
  /** extnValue, with its parsed contents. */
  readonly value: Part | undefined;
}

const EXTENSION_REQUEST = PKCS9_OIDS.extensionRequest;
const SERVER_AUTH = PURPOSE_OIDS.serverAuth;
const ANY_PURPOSE = PURPOSE_OIDS.anyExtendedKeyUsage;

/** The extensions of a list of them. */
export const extensionsIn = (list: Part | undefined): ExtensionPart[] =>
  (list?.children ?? []).map((part) => {
    const value = field(part, 'extnValue');
    return {
      part,
      oid: field(part, 'extnID')?.value as string | undefined,
      kind: value?.kind ?? 'other',
      critical: field(part, 'critical')?.value === true,
      value,
    };
  });

/** A certificate, request or CRL, field by field. */
export class Subject {
  readonly kind: LintKind;
  /** The input. */
  readonly bytes: Uint8Array;
  readonly root: Part;
  readonly faults: readonly Fault[];
  /** The signed part. */
  readonly signed: Part | undefined;
  readonly issuer: Part | undefined;
  readonly subject: Part | undefined;
  /** The attributes of the subject's name. */
  readonly attributes: readonly AttributePart[];
  readonly issuerAttributes: readonly AttributePart[];
  readonly publicKey: Part | undefined;
  /** The field `extensions` or `crlExtensions`; for a request, the requested extensions. */
  readonly extensionList: Part | undefined;
  readonly extensions: readonly ExtensionPart[];
  readonly role: LintRole;
  readonly #byKind = new Map<string, ExtensionPart>();

  constructor(kind: LintKind, bytes: Uint8Array, root: Part, faults: readonly Fault[]) {
    this.kind = kind;
    this.bytes = bytes;
    this.root = root;
    this.faults = faults;
    this.signed = field(root, SIGNED_PART[kind]);
    this.issuer = field(this.signed, 'issuer');
    this.subject = field(this.signed, 'subject');
    this.attributes = attributesOf(this.subject);
    this.issuerAttributes = attributesOf(this.issuer);
    this.publicKey = field(this.signed, kind === 'request' ? 'subjectPKInfo' : 'subjectPublicKeyInfo');
    this.extensionList = this.#listOfExtensions();
    this.extensions = extensionsIn(this.extensionList);
    for (const one of this.extensions) if (!this.#byKind.has(one.kind)) this.#byKind.set(one.kind, one);
    this.role = this.#roleOf();
  }

  /** The first extension of a kind. */
  extension(kind: string): ExtensionPart | undefined {
    return this.#byKind.get(kind);
  }
  /** The value of an extension without parts. */
  valueOf(kind: string): unknown {
    return this.#byKind.get(kind)?.value?.value;
  }
  /** A field of the signed part. */
  field(...names: readonly string[]): Part | undefined {
    return field(this.signed, ...names);
  }
  /** The bytes of a part. */
  bytesOf(part: Part): Uint8Array {
    return this.bytes.subarray(part.start, part.end);
  }

  /** notBefore of a certificate, thisUpdate of a CRL; undefined if it is malformed, and for a request. */
  get issued(): Date | undefined {
    const time = this.kind === 'crl' ? this.field('thisUpdate') : this.field('validity', 'notBefore');
    return time?.value as Date | undefined;
  }
  get expires(): Date | undefined {
    const time = this.kind === 'crl' ? this.field('nextUpdate') : this.field('validity', 'notAfter');
    return time?.value as Date | undefined;
  }
  /** Days between the two, both ends counted (BR §6.3.2). */
  get days(): number | undefined {
    const { issued, expires } = this;
    return issued && expires && (expires.getTime() - issued.getTime() + 1000) / 86_400_000;
  }
  get keyUsage(): readonly string[] | undefined {
    return this.valueOf('keyUsage') as readonly string[] | undefined;
  }
  /** The OIDs of extKeyUsage; undefined without that extension. */
  get purposes(): readonly string[] | undefined {
    return this.extension('extKeyUsage')?.value?.children.flatMap(({ value }) =>
      typeof value === 'string' ? [value] : [],
    );
  }
  /** The entries of subjectAltName. */
  get alternativeNames(): readonly Part[] {
    return this.extension('subjectAltName')?.value?.children ?? [];
  }
  /** OID of the key's algorithm. */
  get keyAlgorithm(): string | undefined {
    return field(this.publicKey, 'algorithm', 'algorithm')?.value as string | undefined;
  }
  /** Whether extKeyUsage is absent or allows TLS servers. */
  get isForServers(): boolean {
    const { purposes } = this;
    return purposes === undefined || purposes.includes(SERVER_AUTH) || purposes.includes(ANY_PURPOSE);
  }
  /** Whether its issuer is its subject, byte by byte. */
  get isSelfIssued(): boolean {
    const { issuer, subject } = this;
    if (issuer === undefined || subject === undefined) return false;
    return equalBytes(this.bytesOf(issuer), this.bytesOf(subject));
  }
  /** Whether it has the poison extension, which prevents its use as a certificate (RFC 6962 §3.1). */
  get isPrecertificate(): boolean {
    return this.extension('precertificatePoison') !== undefined;
  }

  #listOfExtensions(): Part | undefined {
    if (this.kind === 'crl') return this.field('crlExtensions');
    if (this.kind === 'certificate') return this.field('extensions');
    const asked = this.field('attributes')?.children.find((one) => field(one, 'type')?.value === EXTENSION_REQUEST);
    return field(asked, 'values', '0');
  }

  /** A CA may issue a certificate for its new key under its own name: then the key identifiers differ, and it is not self-signed. */
  #isOwnIssuer(): boolean {
    const own = this.valueOf('subjectKeyIdentifier');
    const issuers = field(this.extension('authorityKeyIdentifier')?.value, 'keyIdentifier')?.value;
    if (!(own instanceof Uint8Array) || !(issuers instanceof Uint8Array) || equalBytes(own, issuers)) return true;
    return verifiesItself(this) === true;
  }

  #roleOf(): LintRole {
    if (this.kind !== 'certificate') return this.kind;
    if (field(this.extension('basicConstraints')?.value, 'cA')?.value !== true) return 'leaf';
    return this.isSelfIssued && this.#isOwnIssuer() ? 'root' : 'intermediate';
  }
}
