/** keyUsage (RFC 5280 §4.2.1.3) and which bits fit which key (RFC 3279, RFC 8813, RFC 9295, RFC 9881). */
import { PURPOSE_OIDS } from '../../asn1/internal.ts';
import { KEY_OIDS } from '../keys.ts';
import { ANY_CERTIFICATE, at, atIf, CA, LEAF, LEAF_OR_REQUEST, type LintRule, SUBJECTS } from '../rule.ts';
import type { Subject } from '../subject.ts';

const ENCIPHERING = ['keyEncipherment', 'dataEncipherment'];
const AGREEING = ['keyAgreement', 'encipherOnly', 'decipherOnly'];
const SIGNING = ['digitalSignature', 'nonRepudiation', 'keyCertSign', 'cRLSign'];
const SIGNING_KEYS = new Set<string | undefined>([
  KEY_OIDS.ed25519,
  KEY_OIDS.ed448,
  KEY_OIDS.mlDsa44,
  KEY_OIDS.mlDsa65,
  KEY_OIDS.mlDsa87,
]);
const AGREEING_KEYS = new Set<string | undefined>([KEY_OIDS.x25519, KEY_OIDS.x448]);
/** For each purpose, the bits of which at least one is required (RFC 5280 §4.2.1.12). */
const NEEDED = new Map<string, readonly string[]>([
  [PURPOSE_OIDS.serverAuth, ['digitalSignature', 'keyEncipherment', 'keyAgreement']],
  [PURPOSE_OIDS.clientAuth, ['digitalSignature', 'keyAgreement']],
  [PURPOSE_OIDS.codeSigning, ['digitalSignature']],
  [PURPOSE_OIDS.emailProtection, ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'keyAgreement']],
  [PURPOSE_OIDS.timeStamping, ['digitalSignature', 'nonRepudiation']],
  [PURPOSE_OIDS.OCSPSigning, ['digitalSignature', 'nonRepudiation']],
]);
const TLS: readonly string[] = [PURPOSE_OIDS.serverAuth, PURPOSE_OIDS.clientAuth];

const value = (it: Subject) => it.extension('keyUsage')?.value;
const beside = (bits: readonly string[], allowed: readonly string[]): string[] =>
  bits.filter((bit) => !allowed.includes(bit));
const among = (bits: readonly string[], some: readonly string[]): string[] => bits.filter((bit) => some.includes(bit));

type Row = Pick<LintRule, 'code' | 'source' | 'severity' | 'what' | 'advice'> & Partial<LintRule>;

/** @param wrong - the bits that are wrong, as text; empty or false for none. */
const bitsRule = (
  row: Row,
  wrong: (bits: readonly string[], it: Subject) => readonly string[] | string | false,
): LintRule => ({
  profile: 'rfc5280',
  appliesTo: SUBJECTS,
  ...row,
  judge(it) {
    const found = it.keyUsage === undefined ? false : wrong(it.keyUsage, it);
    if (found === false || found.length === 0) return [];
    return at(value(it), typeof found === 'string' ? found : found.join(', '));
  },
});

export const KEY_USAGE_RULES: readonly LintRule[] = [
  {
    code: 'ku-missing-ca',
    source: 'RFC 5280 §4.2.1.3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'a CA has no keyUsage',
    advice: 'Add it, critical: keyCertSign, cRLSign.',
    judge: (it) => atIf(it.extension('keyUsage') === undefined, it.extensionList, 'no keyUsage'),
  },
  {
    code: 'ku-not-critical',
    source: 'RFC 5280 §4.2.1.3',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'keyUsage is not critical',
    advice: 'Mark it critical.',
    judge: (it) => atIf(it.extension('keyUsage')?.critical === false, it.extension('keyUsage')?.part, 'not critical'),
  },
  {
    code: 'ku-not-critical-ca',
    source: 'BR 2.2.6 §7.1.2.10.7',
    severity: 'error',
    profile: 'webpki',
    appliesTo: CA,
    from: '2012-07-01',
    what: 'keyUsage of a public CA is not critical',
    advice: 'Mark it critical.',
    judge: (it) => atIf(it.extension('keyUsage')?.critical === false, it.extension('keyUsage')?.part, 'not critical'),
  },
  bitsRule(
    {
      code: 'ku-cert-sign-without-ca',
      source: 'RFC 5280 §4.2.1.3, §4.2.1.9',
      severity: 'error',
      appliesTo: LEAF,
      what: 'keyUsage has keyCertSign, and basicConstraints says that it is no CA',
      advice: 'Leave keyCertSign out, or make it a CA.',
    },
    (bits) => among(bits, ['keyCertSign']),
  ),
  bitsRule(
    {
      code: 'ku-only-without-agreement',
      source: 'RFC 5280 §4.2.1.3',
      severity: 'error',
      what: 'keyUsage has encipherOnly or decipherOnly without keyAgreement, where they mean nothing',
      advice: 'Set keyAgreement too, or leave them out.',
    },
    (bits) => !bits.includes('keyAgreement') && among(bits, ['encipherOnly', 'decipherOnly']),
  ),
  bitsRule(
    {
      code: 'ku-rsa',
      source: 'RFC 3279 §2.3.1',
      severity: 'error',
      what: 'an RSA key is for key agreement',
      advice: 'Leave keyAgreement out: RSA agrees on nothing.',
    },
    (bits, it) => it.keyAlgorithm === KEY_OIDS.rsa && among(bits, ['keyAgreement']),
  ),
  bitsRule(
    {
      code: 'ku-ec',
      source: 'RFC 8813 §3',
      severity: 'error',
      from: '2020-08-01',
      what: 'an EC key is for encipherment (kubeadm writes it so)',
      advice: 'Leave keyEncipherment and dataEncipherment out: EC keys sign and agree.',
    },
    (bits, it) => it.keyAlgorithm === KEY_OIDS.ec && among(bits, ENCIPHERING),
  ),
  bitsRule(
    {
      code: 'ku-eddsa',
      source: 'RFC 9295 §3; RFC 9881 §5',
      severity: 'error',
      from: '2022-09-01',
      what: 'a key that only signs (Ed25519, Ed448, ML-DSA) has no signing bit, or another',
      advice: 'Set digitalSignature, of a CA keyCertSign and cRLSign, and no other.',
    },
    (bits, it) => {
      if (!SIGNING_KEYS.has(it.keyAlgorithm)) return false;
      return among(bits, SIGNING).length === 0 ? 'no signing bit' : beside(bits, SIGNING);
    },
  ),
  bitsRule(
    {
      code: 'ku-xdh',
      source: 'RFC 9295 §3',
      severity: 'error',
      from: '2022-09-01',
      what: 'a key that only agrees (X25519, X448) has no keyAgreement, or another bit',
      advice: 'Set keyAgreement.',
    },
    (bits, it) => {
      if (!AGREEING_KEYS.has(it.keyAlgorithm)) return false;
      return bits.includes('keyAgreement') ? beside(bits, AGREEING) : 'no keyAgreement';
    },
  ),
  bitsRule(
    {
      code: 'ku-eku-inconsistent',
      source: 'RFC 5280 §4.2.1.12',
      severity: 'error',
      appliesTo: LEAF_OR_REQUEST,
      what: 'extKeyUsage has a purpose for which keyUsage has no bit',
      advice: 'Set digitalSignature, which every purpose of TLS and of signing needs.',
    },
    (bits, it) =>
      (it.purposes ?? []).filter(
        (purpose) => among(bits, NEEDED.get(purpose) ?? bits).length === 0 && NEEDED.has(purpose),
      ),
  ),
  bitsRule(
    {
      code: 'ku-tls13',
      source: 'RFC 8446 §4.4.2.2',
      severity: 'warning',
      appliesTo: LEAF_OR_REQUEST,
      what: 'a certificate for TLS has no digitalSignature: of no use in TLS 1.3, nor with ECDHE',
      advice: 'Set digitalSignature.',
    },
    (bits, it) =>
      it.purposes?.some((purpose) => TLS.includes(purpose)) === true &&
      !bits.includes('digitalSignature') &&
      'no digitalSignature',
  ),
  bitsRule(
    {
      code: 'ku-web-rsa',
      source: 'BR 2.2.6 §7.1.2.7.11',
      severity: 'error',
      profile: 'webpki',
      appliesTo: LEAF,
      from: '2023-09-15',
      what: 'an RSA key of a server is for other than digitalSignature, keyEncipherment, dataEncipherment',
      advice: 'Set digitalSignature, and keyEncipherment for old clients.',
      when: (it) => it.isForServers,
    },
    (bits, it) => it.keyAlgorithm === KEY_OIDS.rsa && beside(bits, ['digitalSignature', ...ENCIPHERING]),
  ),
  bitsRule(
    {
      code: 'ku-web-ec',
      source: 'BR 2.2.6 §7.1.2.7.11',
      severity: 'error',
      profile: 'webpki',
      appliesTo: LEAF,
      from: '2023-09-15',
      what: 'an EC key of a server is not for digitalSignature, or for other than it and keyAgreement',
      advice: 'Set digitalSignature.',
      when: (it) => it.isForServers,
    },
    (bits, it) => {
      if (it.keyAlgorithm !== KEY_OIDS.ec) return false;
      return bits.includes('digitalSignature')
        ? beside(bits, ['digitalSignature', 'keyAgreement'])
        : 'no digitalSignature';
    },
  ),
  bitsRule(
    {
      code: 'ca-cert-sign-missing',
      source: 'RFC 5280 §4.2.1.3',
      severity: 'error',
      appliesTo: CA,
      what: 'keyUsage of a CA has no keyCertSign',
      advice: 'Set keyCertSign.',
    },
    (bits) => !bits.includes('keyCertSign') && 'no keyCertSign',
  ),
  bitsRule(
    {
      code: 'ca-crl-sign-missing',
      source: 'BR 2.2.6 §7.1.2.10.7',
      severity: 'error',
      profile: 'webpki',
      appliesTo: CA,
      from: '2012-07-01',
      what: 'keyUsage of a CA has no cRLSign: it cannot revoke',
      advice: 'Set cRLSign.',
    },
    (bits) => !bits.includes('cRLSign') && 'no cRLSign',
  ),
  bitsRule(
    {
      code: 'ca-key-usage-other',
      source: 'BR 2.2.6 §7.1.2.10.7',
      severity: 'error',
      profile: 'webpki',
      appliesTo: CA,
      from: '2023-09-15',
      what: 'keyUsage of a CA has other than keyCertSign, cRLSign and digitalSignature',
      advice: 'Leave it out.',
    },
    (bits) => beside(bits, ['keyCertSign', 'cRLSign', 'digitalSignature']),
  ),
  bitsRule(
    {
      code: 'ca-key-encipherment',
      source: 'RFC 3279 §2.3.1',
      severity: 'warning',
      appliesTo: CA,
      what: 'keyUsage of a CA has an enciphering bit beside keyCertSign',
      advice: 'Keep the key of a CA for signing.',
    },
    (bits) => bits.includes('keyCertSign') && among(bits, ENCIPHERING),
  ),
];
