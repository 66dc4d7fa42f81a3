/** OpenSSL's words for purposes (openssl-verification-options(1), -purpose). */
import type { Check, KeyUsageBit, Purpose, Validation } from '../x509/index.ts';

/** A purpose, and the bit that the leaf's keyUsage must have in addition to the purpose's requirements. */
export interface AskedPurpose {
  readonly purpose: Purpose;
  readonly usage?: KeyUsageBit;
}

export const PURPOSES = {
  sslserver: { purpose: 'serverAuth' },
  // Netscape's servers required RSA key transport, in which the client encrypts to the server's key.
  nssslserver: { purpose: 'serverAuth', usage: 'keyEncipherment' },
  sslclient: { purpose: 'clientAuth' },
  smimesign: { purpose: 'emailProtection' },
  smimeencrypt: { purpose: 'emailProtection' },
  crlsign: { purpose: 'any', usage: 'cRLSign' },
  timestampsign: { purpose: 'timeStamping' },
  ocsphelper: { purpose: 'OCSPSigning' },
  codesign: { purpose: 'codeSigning' },
  any: { purpose: 'any' },
} as const satisfies Readonly<Record<string, AskedPurpose>>;
export const PURPOSE_WORDS = Object.keys(PURPOSES) as (keyof typeof PURPOSES)[];

/** A validation with the further check of the purpose; a missing keyUsage restricts nothing. */
export function forPurpose(validation: Validation, { usage }: AskedPurpose): Validation {
  const [leaf] = validation.chain;
  if (usage === undefined || leaf.keyUsage === undefined) return validation;
  const has = leaf.keyUsage.includes(usage);
  const check: Check = {
    ...{ code: 'key-usage', rule: 'openssl-verification-options(1), -purpose', depth: 0 },
    subject: validation.checks[0].subject,
    outcome: has ? 'pass' : 'fail',
    detail: has ? `has ${usage}` : `keyUsage ${leaf.keyUsage.join(', ')}: no ${usage}`,
    ...(!has && { advice: { who: 'CA', what: `issue it with ${usage}, or ask for another purpose` } }),
  };
  const next = validation.checks.findIndex(({ depth }) => depth > 0);
  const checks = validation.checks.toSpliced(next < 0 ? validation.checks.length : next, 0, check);
  return { ...validation, checks, ok: validation.ok && has };
}
