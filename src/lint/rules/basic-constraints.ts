/** basicConstraints (RFC 5280 §4.2.1.9). */
import { PURPOSE_OIDS } from '../../asn1/internal.ts';
import { field } from '../reading/part.ts';
import { atIf, CA, LEAF, type LintRule } from '../rule.ts';

const SERVER_AUTH = PURPOSE_OIDS.serverAuth;

export const BASIC_CONSTRAINTS_RULES: readonly LintRule[] = [
  {
    code: 'bc-not-critical',
    source: 'RFC 5280 §4.2.1.9',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'basicConstraints of a CA is not critical',
    advice: 'Mark it critical.',
    judge: (it) =>
      atIf(
        it.extension('basicConstraints')?.critical === false,
        it.extension('basicConstraints')?.part,
        'not critical',
      ),
  },
  {
    code: 'bc-path-length-without-ca',
    source: 'RFC 5280 §4.2.1.9',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: LEAF,
    what: 'pathLenConstraint is there, and the certificate is no CA',
    advice: 'Leave it out.',
    judge(it) {
      const part = field(it.extension('basicConstraints')?.value, 'pathLenConstraint');
      return atIf(part !== undefined, part, 'pathLenConstraint without CA');
    },
  },
  {
    code: 'bc-path-length-idle',
    source: 'RFC 5280 §4.2.1.9',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'pathLenConstraint is there, and keyUsage has no keyCertSign',
    advice: 'Set keyCertSign, or leave pathLenConstraint out.',
    judge(it) {
      const part = field(it.extension('basicConstraints')?.value, 'pathLenConstraint');
      return atIf(it.keyUsage?.includes('keyCertSign') === false, part, 'pathLenConstraint without keyCertSign');
    },
  },
  {
    code: 'ca-as-server',
    source: 'BR 2.2.6 §7.1.2.7.8',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'a CA names hosts, and is for servers or has no keyUsage: what `openssl req -x509` makes by default, and browsers refuse as a server',
    advice: 'Make a leaf for the server: basicConstraints=critical,CA:FALSE.',
    judge(it) {
      const names = it.alternativeNames.some(({ kind }) => kind === 'dNSName' || kind === 'iPAddress');
      const isServer = it.purposes?.includes(SERVER_AUTH) ?? it.keyUsage === undefined;
      return atIf(names && isServer, it.extension('basicConstraints')?.part, 'CA:TRUE, and host names');
    },
  },
];
