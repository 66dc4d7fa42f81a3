/** Whether revocation is checked, and with which evidence. The caller must decide: there is no default. */
import { assertBytes, assertOptions, assertString, UsageError } from '../../../bytes/index.ts';
import { assertEach } from '../../../bytes/internal.ts';
import { assertCertificate, type Certificate } from '../../certificate/certificate.ts';
import { assertCertificateList, type CertificateList } from '../../crl/certificate-list.ts';
import { OcspResponse } from '../../ocsp/response.ts';
import { OCSP_DEFAULTS, type OcspSettings } from './response-status.ts';

/** The revocation checks for a chain's certificates, except the anchor. */
export interface RevocationChecks {
  /** `if-present`: a certificate that is known to be revoked fails; one whose status is unknown passes with a note. `require`: an unknown
   * status fails too. */
  readonly policy: 'if-present' | 'require';
  /** Lists of any issuers. Default: none. */
  readonly crls?: readonly CertificateList[] | undefined;
  /** OCSP responses about any certificates. Default: none. */
  readonly ocspResponses?: readonly OcspResponse[] | undefined;
  /** Further certificates of signers of lists and responses, in addition to the intermediates. Default: none. */
  readonly certificates?: readonly Certificate[] | undefined;
  /** `leaf`: only the leaf is checked, as with OpenSSL's `-crl_check`. Default: `chain`. */
  readonly scope?: 'chain' | 'leaf' | undefined;
  /** Whether delta lists are used (RFC 5280 §6.3.1 (b)). Default: true. */
  readonly deltas?: boolean | undefined;
  /** Whether indirect lists, and lists for some reasons only, are used. Default: true. */
  readonly extended?: boolean | undefined;
  /** Settings for OCSP responses: `OCSP_DEFAULTS` has the defaults. */
  readonly ocsp?: Partial<OcspSettings> | undefined;
  /** OCSP responses that came in the handshake with the peer's certificate (RFC 6066 §8). They are used as `ocspResponses` are, and they alone satisfy must-staple.
   * The TLS client adds those that it receives. Default: none. */
  readonly stapledResponses?: readonly OcspResponse[] | undefined;
  /** Whether a leaf with must-staple (RFC 7633 §4.3.3) fails without one of `stapledResponses` that can be used: true if the TLS client has requested one. A response
   * from elsewhere is no excuse, since it is the server that must present it. Default: false. */
  readonly mustStaple?: boolean | undefined;
}

/** `off`: revocation is not checked, and a revoked certificate passes. */
export type Revocation = { readonly policy: 'off' } | RevocationChecks;

const OPTIONS = [
  'policy',
  'crls',
  'ocspResponses',
  'stapledResponses',
  'certificates',
  'scope',
  'deltas',
  'extended',
  'ocsp',
  'mustStaple',
];

/** @throws UsageError `missing-option`, `out-of-range`, `unknown-option`, `wrong-type`. */
export function assertRevocation(value: unknown, argument: string): asserts value is Revocation {
  assertString(argument, 'argument');
  if (value === undefined) {
    const message = 'must be given: { policy: "off" }, or { policy: "if-present" | "require", crls, ocspResponses }';
    throw new UsageError('missing-option', argument, message);
  }
  assertOptions(value, argument, (value as Revocation)?.policy === 'off' ? ['policy'] : OPTIONS);
  const { policy } = value as Revocation;
  if (policy !== 'off' && policy !== 'if-present' && policy !== 'require') {
    throw new UsageError('out-of-range', `${argument}.policy`, 'must be "off", "if-present" or "require"');
  }
  if (policy !== 'off') assertChecks(value as RevocationChecks, argument);
}

function assertChecks(checks: RevocationChecks, argument: string): void {
  const { crls = [], ocspResponses = [], stapledResponses = [], certificates = [], scope = 'chain' } = checks;
  assertEach(crls, `${argument}.crls`, assertCertificateList);
  assertEach(certificates, `${argument}.certificates`, assertCertificate);
  assertEach(ocspResponses, `${argument}.ocspResponses`, assertResponse);
  assertEach(stapledResponses, `${argument}.stapledResponses`, assertResponse);
  if (scope !== 'chain' && scope !== 'leaf') {
    throw new UsageError('out-of-range', `${argument}.scope`, 'must be "chain" or "leaf"');
  }
  for (const name of ['deltas', 'extended', 'mustStaple'] as const) {
    const flag = checks[name];
    if (flag === undefined || typeof flag === 'boolean') continue;
    throw new UsageError('wrong-type', `${argument}.${name}`, 'must be true or false');
  }
  if (checks.ocsp !== undefined) assertSettings(checks.ocsp, `${argument}.ocsp`);
}

function assertResponse(value: unknown, argument: string): void {
  if (value instanceof OcspResponse) return;
  throw new UsageError('wrong-type', argument, 'must be what decodeOcspResponse returns');
}

function assertSettings(settings: Partial<OcspSettings>, argument: string): void {
  assertOptions(settings, argument, Object.keys(OCSP_DEFAULTS));
  for (const name of ['skew', 'maxAge', 'maxAgeWithoutNextUpdate'] as const) {
    const seconds = settings[name];
    if (seconds === undefined) continue;
    if (typeof seconds === 'number' && seconds >= 0) continue;
    throw new UsageError('out-of-range', `${argument}.${name}`, 'must be a number of seconds, 0 or more');
  }
  if (settings.nonce !== undefined) assertBytes(settings.nonce, `${argument}.nonce`);
  if (settings.nonceRequired === undefined || typeof settings.nonceRequired === 'boolean') return;
  throw new UsageError('wrong-type', `${argument}.nonceRequired`, 'must be true or false');
}
