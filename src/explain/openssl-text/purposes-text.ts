/** What a certificate may be used for, as `openssl x509 -purpose` of OpenSSL 3.0 prints it (crypto/x509/v3_purp.c). */
import { assertFields } from '../../bytes/index.ts';
import { type Certificate, describedValue, KEY_PURPOSES, type KeyUsageBit, sameName } from '../../x509/index.ts';
import { SERVER_GATED_OIDS } from './object-names.ts';

/** The properties of a certificate that the checks examine. */
interface Uses {
  readonly certificate: Certificate;
  /** nsCertType, where there is one. */
  readonly netscape: readonly string[] | undefined;
}

/** 0 for no, 1 for yes; higher values are OpenSSL's qualified answers. */
type Verdict = 0 | 1 | 2 | 3 | 4 | 5;

/** Two lines for each of OpenSSL's purposes: of the certificate itself, and as a CA for it.
 * @returns lines, each with its line feed. */
export function purposesText(certificate: Certificate): string {
  assertFields(certificate, 'certificate', 'a Certificate', 'tbs', 'fields', 'notAfter');
  const netscape = certificate.extensions.map(describedValue).find((one) => one?.kind === 'netscapeCertType');
  const uses: Uses = { certificate, netscape: netscape?.value };
  const lines = PURPOSES.flatMap(([name, judge]) => [
    `${name} : ${answer(judge(uses, false))}`,
    `${name} CA : ${answer(judge(uses, true))}`,
  ]);
  return ['Certificate purposes:', ...lines].map((line) => `${line}\n`).join('');
}

const answer = (verdict: Verdict): string =>
  verdict === 0 ? 'No' : verdict === 1 ? 'Yes' : `Yes (WARNING code=${verdict})`;

/** ku_reject, xku_reject, ns_reject: the extension is present and allows none of the wanted uses. */
const refusesKey = ({ certificate: { keyUsage } }: Uses, ...wanted: readonly KeyUsageBit[]): boolean =>
  keyUsage !== undefined && !wanted.some((bit) => keyUsage.includes(bit));
const refusesExtended = ({ certificate: { extKeyUsage } }: Uses, ...wanted: readonly string[]): boolean =>
  extKeyUsage !== undefined && !wanted.some((purpose) => extKeyUsage.includes(purpose));
const refusesNetscape = ({ netscape }: Uses, wanted: string): boolean =>
  netscape !== undefined && !netscape.includes(wanted);

const GATED = Object.values(SERVER_GATED_OIDS);

/** check_ca. */
function authority(uses: Uses): Verdict {
  const { certificate, netscape } = uses;
  if (refusesKey(uses, 'keyCertSign')) return 0;
  const constraints = certificate.extension('basicConstraints');
  if (constraints !== undefined) return constraints.cA ? 1 : 0;
  if (certificate.version === 1 && sameName(certificate.issuer, certificate.subject)) return 3;
  if (certificate.keyUsage !== undefined) return 4;
  return netscape?.some((type) => /CA$/.test(type)) ? 5 : 0;
}

/** check_ssl_ca. */
function tlsAuthority(uses: Uses): Verdict {
  const verdict = authority(uses);
  if (verdict === 0) return 0;
  return verdict !== 5 || uses.netscape?.includes('sslCA') ? 1 : 0;
}

type Judge = (uses: Uses, asAuthority: boolean) => Verdict;

const client: Judge = (uses, asAuthority) => {
  if (refusesExtended(uses, KEY_PURPOSES.clientAuth)) return 0;
  if (asAuthority) return tlsAuthority(uses);
  return refusesKey(uses, 'digitalSignature', 'keyAgreement') || refusesNetscape(uses, 'sslClient') ? 0 : 1;
};

const server: Judge = (uses, asAuthority) => {
  if (refusesExtended(uses, KEY_PURPOSES.serverAuth, ...GATED)) return 0;
  if (asAuthority) return tlsAuthority(uses);
  const refuses = refusesKey(uses, 'digitalSignature', 'keyEncipherment', 'keyAgreement');
  return refuses || refusesNetscape(uses, 'sslServer') ? 0 : 1;
};

const netscapeServer: Judge = (uses, asAuthority) => {
  const verdict = server(uses, asAuthority);
  return verdict === 0 || asAuthority ? verdict : refusesKey(uses, 'keyEncipherment') ? 0 : verdict;
};

function mail(uses: Uses, asAuthority: boolean): Verdict {
  const { netscape } = uses;
  if (refusesExtended(uses, KEY_PURPOSES.emailProtection)) return 0;
  if (asAuthority) {
    const verdict = authority(uses);
    return verdict !== 5 || netscape?.includes('smimeCA') ? verdict : 0;
  }
  if (netscape === undefined || netscape.includes('smime')) return 1;
  return netscape.includes('sslClient') ? 2 : 0;
}

const mailUnless =
  (...wanted: readonly KeyUsageBit[]): Judge =>
  (uses, asAuthority) => {
    const verdict = mail(uses, asAuthority);
    return verdict === 0 || asAuthority ? verdict : refusesKey(uses, ...wanted) ? 0 : verdict;
  };

const lists: Judge = (uses, asAuthority) => (asAuthority ? authority(uses) : refusesKey(uses, 'cRLSign') ? 0 : 1);
/** Any certificate may be an OCSP responder's here: the responder is checked when its response is verified. */
const responder: Judge = (uses, asAuthority) => (asAuthority ? authority(uses) : 1);

const timeStamps: Judge = (uses, asAuthority) => {
  if (asAuthority) return authority(uses);
  const { keyUsage, extKeyUsage, extensions } = uses.certificate;
  const isForSigning = (bit: KeyUsageBit): boolean => bit === 'digitalSignature' || bit === 'nonRepudiation';
  if (keyUsage !== undefined && !(keyUsage.length > 0 && keyUsage.every(isForSigning))) return 0;
  // OpenSSL keeps only the purposes that it knows, as bits. An unknown purpose therefore does not count as another purpose here.
  const known = extKeyUsage?.filter((purpose) => KNOWN_PURPOSES.has(purpose)) ?? [];
  if (known.length === 0 || known.some((purpose) => purpose !== KEY_PURPOSES.timeStamping)) return 0;
  return extensions.find(({ extnValue }) => extnValue.kind === 'extKeyUsage')!.critical ? 1 : 0;
};

/** The purposes that have a bit in OpenSSL, except DVCS (RFC 3029). */
const KNOWN_PURPOSES: ReadonlySet<string> = new Set([...Object.values(KEY_PURPOSES), ...GATED]);

const PURPOSES: readonly (readonly [name: string, judge: Judge])[] = [
  ['SSL client', client],
  ['SSL server', server],
  ['Netscape SSL server', netscapeServer],
  ['S/MIME signing', mailUnless('digitalSignature', 'nonRepudiation')],
  ['S/MIME encryption', mailUnless('keyEncipherment')],
  ['CRL signing', lists],
  ['Any Purpose', () => 1],
  ['OCSP helper', responder],
  ['Time Stamp signing', timeStamps],
];
