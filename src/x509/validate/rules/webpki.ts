/** Duties of the CA/Browser Forum's Baseline Requirements (BR, version 2.2.6) that browsers enforce when they connect. Requirements that
 * concern only issuance are checked by `lint`. */
import { PRECERTIFICATE_SIGNING_OID } from '../../../asn1/internal.ts';
import { equalBytes } from '../../../bytes/index.ts';
import { schemeOf } from '../../../signatures/index.ts';
import { DESCRIBED_EXTENSIONS, describedValue } from '../../extensions/described.ts';
import { KEY_PURPOSES } from '../../extensions/ext-key-usage.ts';
import type { Extension } from '../../extensions/index.ts';
import { formatIpAddress } from '../../names/ip-address.ts';
import { attributeTexts } from '../../names/name.ts';
import { usableKey } from '../issuer.ts';
import { authority, type Finding, fail, holder, type Place, pass, passIf, type Rule, STRICT, WEBPKI } from './rule.ts';

export const WEBPKI_RULES: readonly Rule[] = [
  {
    code: 'san-missing',
    source: 'CA/Browser Forum BR §7.1.2.7.12',
    severity: WEBPKI,
    of: 'leaf',
    judge: ({ certificate: { subjectAltNames } }) =>
      passIf(subjectAltNames.length > 0, 'has subjectAltName', 'no subjectAltName'),
    advice: authority('issue it with its names in subjectAltName'),
  },
  {
    code: 'san-critical',
    source: 'RFC 5280 §4.2.1.6; BR §7.1.2.7.12',
    severity: WEBPKI,
    of: 'leaf',
    judge: judgeCriticalNames,
    advice: authority('issue it with a subjectAltName that is not critical'),
  },
  {
    code: 'leaf-eku-missing',
    source: 'CA/Browser Forum BR §7.1.2.7.10',
    severity: WEBPKI,
    of: 'leaf',
    judge: ({ certificate: { extKeyUsage } }) =>
      passIf(extKeyUsage !== undefined, 'has extKeyUsage', 'no extKeyUsage extension'),
    advice: authority('issue it with extKeyUsage serverAuth'),
  },
  {
    code: 'leaf-eku-web',
    source: 'CA/Browser Forum BR §7.1.2.7.10',
    severity: WEBPKI,
    of: 'leaf',
    judge: judgePurposes,
    advice: authority('issue it with extKeyUsage serverAuth, and beside it clientAuth at most'),
  },
  {
    code: 'leaf-eku-critical',
    source: 'CA/Browser Forum BR §7.1.2.7.6',
    severity: WEBPKI,
    of: 'leaf',
    judge: ({ certificate }) => {
      const found = extensionOf(certificate, 'extKeyUsage');
      return found && passIf(!found.critical, 'extKeyUsage is not critical', 'extKeyUsage is critical');
    },
    advice: authority('issue it with an extKeyUsage that is not critical'),
  },
  {
    code: 'ca-as-server',
    source: 'CA/Browser Forum BR §7.1.2.7.8',
    severity: WEBPKI,
    of: 'leaf',
    judge: ({ certificate: { isCA } }) => passIf(!isCA, 'no CA', 'a CA certificate as the leaf'),
    advice: holder('take a certificate that is no CA for the server'),
  },
  {
    code: 'common-name-not-in-san',
    source: 'CA/Browser Forum BR §7.1.4.3',
    severity: WEBPKI,
    of: 'leaf',
    judge: judgeCommonName,
    advice: authority('repeat the common name in subjectAltName, or leave it out'),
  },
  {
    code: 'validity-too-long',
    source: 'CA/Browser Forum BR §6.3.2',
    severity: WEBPKI,
    of: 'leaf',
    judge: judgeLength,
    advice: authority('issue it for a shorter time'),
  },
  {
    code: 'key-algorithm-web',
    source: 'CA/Browser Forum BR §6.1.5',
    severity: WEBPKI,
    of: 'all',
    judge: judgeKey,
    advice: holder('make an RSA key, or one on P-256, P-384 or P-521, and have it certified'),
  },
  {
    code: 'rsa-modulus-short',
    source: 'CA/Browser Forum BR §6.1.5',
    severity: WEBPKI,
    of: 'all',
    judge: (place) => judgeModulus(place, (bits) => bits >= 2048),
    advice: holder('make an RSA key of 2048 bits or more, and have it certified'),
  },
  {
    code: 'rsa-modulus-bits',
    source: 'CA/Browser Forum BR §6.1.5',
    severity: WEBPKI,
    of: 'all',
    judge: (place) => judgeModulus(place, (bits) => bits % 8 === 0),
    advice: holder('make an RSA key whose bits are divisible by 8, and have it certified'),
  },
  {
    code: 'signature-algorithm-web',
    source: 'CA/Browser Forum BR §7.1.3.2',
    severity: WEBPKI,
    of: 'all',
    judge: judgeScheme,
    advice: authority('sign it with RSA or ECDSA, and SHA-256, SHA-384 or SHA-512'),
  },
  {
    code: 'root-extended-key-usage',
    source: 'CA/Browser Forum BR §7.1.2.1.2',
    severity: WEBPKI,
    of: 'all',
    judge: ({ certificate: { extKeyUsage }, isAnchor }) =>
      isAnchor ? passIf(extKeyUsage === undefined, 'no extKeyUsage', 'a root with extKeyUsage') : undefined,
    advice: authority('issue the root without extKeyUsage'),
  },
  {
    code: 'root-aki-differs',
    source: 'CA/Browser Forum BR §7.1.2.1.3',
    severity: WEBPKI,
    of: 'all',
    judge: judgeRootIdentifier,
    advice: authority('issue the root with its own key identifier alone, or without authorityKeyIdentifier'),
  },
  {
    code: 'extension-undecodable',
    source: 'RFC 5280 §4.2',
    severity: STRICT,
    of: 'all',
    judge: judgeReadable,
    advice: authority('issue it with well-formed extensions'),
  },
];

const extensionOf = ({ extensions }: Place['certificate'], kind: string): Extension | undefined =>
  extensions.find(({ extnValue }) => extnValue.kind === kind);

/** "If the subject field contains a non-empty sequence, conforming CAs SHOULD mark it as non-critical" (§4.2.1.6); the BR require it. */
function judgeCriticalNames({ certificate }: Place): Finding | undefined {
  const names = extensionOf(certificate, 'subjectAltName');
  if (names === undefined) return undefined;
  const empty = certificate.subject.value.length === 0;
  return passIf(empty || !names.critical, 'its criticality fits', 'critical beside a subject that is not empty');
}

/** §7.1.2.7.10: purposes that "MUST NOT" occur together with serverAuth. clientAuth may; for others it is only a SHOULD NOT. */
const FOREIGN_PURPOSES: ReadonlyMap<string, string> = new Map([
  ...(['anyExtendedKeyUsage', 'codeSigning', 'emailProtection', 'timeStamping', 'OCSPSigning'] as const).map(
    (name) => [KEY_PURPOSES[name], name] as const,
  ),
  [PRECERTIFICATE_SIGNING_OID, 'the purpose of precertificate signing'], // RFC 6962 §3.1
]);

function judgePurposes({ certificate: { extKeyUsage } }: Place): Finding | undefined {
  if (extKeyUsage === undefined) return undefined;
  if (!extKeyUsage.includes(KEY_PURPOSES.serverAuth)) return fail('extKeyUsage has no serverAuth');
  const foreign = extKeyUsage.find((purpose) => FOREIGN_PURPOSES.has(purpose));
  return passIf(foreign === undefined, 'for serverAuth', `extKeyUsage has ${FOREIGN_PURPOSES.get(foreign ?? '')}`);
}

/** BR §7.1.4.3: a common name is "a character-for-character copy" of a dNSName of subjectAltName, or one of its IP addresses in the
 * text form of RFC 5952 §4. */
function judgeCommonName({ certificate: { subject, subjectAltNames } }: Place): Finding | undefined {
  const commonNames = attributeTexts(subject.value, 'CN');
  if (commonNames.length === 0) return undefined;
  const names = new Set(
    subjectAltNames.flatMap(({ kind, value }) =>
      kind === 'dNSName' ? value : kind === 'iPAddress' ? formatIpAddress(value) : [],
    ),
  );
  const missing = commonNames.find((text) => !names.has(text));
  if (missing === undefined) return pass('the common name is in subjectAltName');
  return fail(`the common name ${missing.slice(0, 100)} is not in subjectAltName`);
}

const DAY = 86_400_000;
/** BR §6.3.2: the longest validity in days, by the date of issuance. */
const LONGEST: readonly (readonly [since: string, days: number])[] = [
  ['2029-03-15', 47],
  ['2027-03-15', 100],
  ['2026-03-15', 200],
  ['2020-09-01', 398],
  ['2018-03-01', 825],
];

/** §6.3.2: a day is 86,400 seconds; "any amount of time greater than this, including fractional seconds and/or leap seconds, shall
 * represent an additional day". Both ends are inclusive (RFC 5280 §4.1.2.5). */
function judgeLength({ certificate: { notBefore, notAfter } }: Place): Finding {
  const [, most] = LONGEST.find(([since]) => notBefore >= new Date(since)) ?? ['', 1187];
  const length = notAfter.getTime() + 1000 - notBefore.getTime();
  return passIf(
    length <= most * DAY,
    `at most ${most} days`,
    `valid for ${Math.ceil(length / DAY)} days, ${most} allowed`,
  );
}

function judgeKey({ certificate }: Place): Finding {
  const key = usableKey(certificate);
  if (typeof key === 'string') return fail(key.slice(0, 200));
  return passIf(key.type === 'rsa' || key.type === 'ec', `a key of type ${key.type}`, `a key of type ${key.type}`);
}

function judgeModulus({ certificate }: Place, fits: (bits: number) => boolean): Finding | undefined {
  const key = usableKey(certificate);
  if (typeof key === 'string' || key.type !== 'rsa') return undefined;
  const bits = key.modulus.toString(2).length;
  return passIf(fits(bits), `RSA, ${bits} bits`, `an RSA key of ${bits} bits`);
}

const HASHES: ReadonlySet<string> = new Set(['sha256', 'sha384', 'sha512']);

function judgeScheme({ certificate: { fields } }: Place): Finding | undefined {
  const scheme = schemeOf(fields.signatureAlgorithm);
  if (scheme === undefined) return undefined; // `signature-algorithm-unknown` or `signature-hash-weak` reports it.
  const allowed = scheme.hash !== undefined && HASHES.has(scheme.hash.name.toLowerCase().replace('-', ''));
  return passIf(
    allowed,
    scheme.algorithmName,
    `${scheme.algorithmName} is not an algorithm that the web’s certificates may use`,
  );
}

/** BR §7.1.2.1.3: keyIdentifier alone, equal to the root's subjectKeyIdentifier. */
function judgeRootIdentifier({ certificate, isAnchor }: Place): Finding | undefined {
  const found = isAnchor ? certificate.extension('authorityKeyIdentifier') : undefined;
  if (found === undefined) return undefined;
  const { keyIdentifier, authorityCertIssuer, authorityCertSerialNumber } = found;
  if (keyIdentifier === undefined) return fail('authorityKeyIdentifier of a root without keyIdentifier');
  if (authorityCertIssuer !== undefined || authorityCertSerialNumber !== undefined) {
    return fail('authorityKeyIdentifier of a root names an issuer or a serial number');
  }
  const own = certificate.subjectKeyIdentifier;
  const same = own !== undefined && equalBytes(own, keyIdentifier);
  return passIf(
    same,
    'its own key identifier',
    'authorityKeyIdentifier of a root differs from its subjectKeyIdentifier',
  );
}

const DESCRIBED: ReadonlySet<string> = new Set(Object.values(DESCRIBED_EXTENSIONS).map(({ id }) => id));

function judgeReadable({ certificate: { extensions } }: Place): Finding | undefined {
  const known = extensions.filter(({ extnID }) => DESCRIBED.has(extnID));
  if (known.length === 0) return undefined;
  const bad = known.find((one) => describedValue(one) === undefined);
  return passIf(
    bad === undefined,
    'extensions that RFC 5280 knows are well-formed',
    `extension ${bad?.extnID} is malformed`,
  );
}
