/** Rules about issuers (RFC 5280 §6.1.4 (k) to (n)). */
import { KEY_PURPOSES } from '../../extensions/ext-key-usage.ts';
import { sameName } from '../../names/name.ts';
import { ALWAYS, authority, type Finding, holder, type Place, pass, passIf, type Rule, STRICT } from './rule.ts';

export const CA_RULES: readonly Rule[] = [
  {
    code: 'basic-constraints',
    source: 'RFC 5280 §6.1.4 (k)',
    severity: ALWAYS,
    of: 'issuers',
    judge: judgeBasicConstraints,
    advice: holder('take a certificate of a CA: this one may not issue'),
  },
  {
    code: 'anchor-version',
    source: 'RFC 5280 §6.1.4 (k)',
    severity: { ...STRICT, rfc5280: 'note' },
    of: 'issuers',
    judge: judgeAnchorVersion,
    advice: authority('issue the root as version 3 with basicConstraints'),
  },
  {
    code: 'path-length',
    source: 'RFC 5280 §6.1.4 (l), (m)',
    severity: ALWAYS,
    of: 'issuers',
    judge: judgePathLength,
    advice: authority('let the CA above allow more CAs below it, or issue the leaf higher up'),
  },
  {
    code: 'key-usage',
    source: 'RFC 5280 §6.1.4 (n)',
    severity: ALWAYS,
    of: 'issuers',
    judge: judgeKeyCertSign,
    advice: authority('issue the CA certificate with keyCertSign'),
  },
  // Not in RFC 5280: in the Baseline Requirements and all implementations, a CA's extKeyUsage restricts the certificates below it.
  {
    code: 'extended-key-usage-nesting',
    source: 'CA/Browser Forum BR §7.1.2.10.6',
    severity: ALWAYS,
    of: 'issuers',
    judge: judgeNesting,
    advice: authority('issue the CA certificate for this purpose too, or the leaf under another CA'),
  },
];

/** §6.1.4 (k): version 3 with basicConstraints cA. A certificate of version 1 or 2 has no extensions: it counts as a CA only if the caller
 * trusts it as an anchor. */
function judgeBasicConstraints({ certificate, isAnchor }: Place): Finding {
  if (certificate.version !== 3) {
    return passIf(
      isAnchor,
      'trusted as a CA',
      `a version ${certificate.version} certificate cannot be a CA certificate`,
    );
  }
  return passIf(certificate.isCA, 'is a CA', 'basicConstraints does not make it a CA');
}

function judgeAnchorVersion({ certificate: { version }, isAnchor }: Place): Finding | undefined {
  if (!isAnchor) return undefined;
  return passIf(version === 3, 'version 3', `an anchor of version ${version}: only the trust store makes it a CA`);
}

/** §6.1.4 (l): a CA that is not self-issued reduces max_path_length by one. */
function judgePathLength({ certificate: { subject, issuer }, pathLength, isAnchor }: Place): Finding | undefined {
  if (pathLength === undefined || isAnchor) return undefined;
  if (sameName(subject, issuer)) return pass('self-issued, so not counted');
  return passIf(
    pathLength > 0,
    `${pathLength} more CAs allowed`,
    'one CA more than the pathLenConstraint above allows',
  );
}

function judgeKeyCertSign({ certificate: { keyUsage } }: Place): Finding {
  if (keyUsage === undefined) return pass('no keyUsage extension, so no restriction');
  return passIf(keyUsage.includes('keyCertSign'), 'has keyCertSign', `keyUsage ${keyUsage.join(', ')}: no keyCertSign`);
}

function judgeNesting({ certificate: { extKeyUsage }, question: { purpose } }: Place): Finding | undefined {
  if (purpose === 'any') return undefined;
  if (extKeyUsage === undefined) return pass('no extKeyUsage extension, so no restriction');
  const fits = extKeyUsage.includes(KEY_PURPOSES[purpose]) || extKeyUsage.includes(KEY_PURPOSES.anyExtendedKeyUsage);
  return passIf(fits, `for ${purpose}`, `extKeyUsage of this CA does not permit ${purpose}`);
}
