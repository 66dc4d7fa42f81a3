/** commonName, which formerly held a host name (RFC 9525 §2, BR §7.1.4.3). */

import { alternativeTexts } from '../names/alternatives.ts';
import { OIDS } from '../names/attributes.ts';
import { looksLikeHost } from '../names/dns.ts';
import { shown } from '../names/texts.ts';
import { at, LEAF, LEAF_OR_REQUEST, type LintRule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const commonNames = ({ attributes }: Subject) => attributes.filter(({ type }) => type === OIDS.commonName);

export const COMMON_NAME_RULES: readonly LintRule[] = [
  {
    code: 'common-name-discouraged',
    source: 'BR 2.2.6 §7.1.2.7.2',
    severity: 'notice',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2023-09-15',
    what: 'the subject has a commonName, which is not recommended',
    advice: 'Leave it out: programs look at subjectAltName.',
    when: (it) => it.isForServers,
    judge: (it) => commonNames(it).flatMap(({ part }) => at(part, 'commonName is there')),
  },
  {
    code: 'common-name-not-in-san',
    source: 'BR 2.2.6 §7.1.4.3',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF_OR_REQUEST,
    from: '2021-08-25',
    what: 'commonName is not, letter by letter, one of the names of subjectAltName',
    advice: 'Copy one of the names of subjectAltName, or leave commonName out.',
    when: (it) => it.isForServers,
    judge(it) {
      const names = alternativeTexts(it);
      return commonNames(it).flatMap(({ value, text }) =>
        text === undefined || names.size === 0 || names.has(text)
          ? []
          : at(value, `${shown(text)} is not in subjectAltName`),
      );
    },
  },
  {
    code: 'common-name-only',
    source: 'RFC 9525 §2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: LEAF_OR_REQUEST,
    what: 'a host is named in commonName alone',
    advice: 'Name the host in subjectAltName too: browsers, Go and Kubernetes look nowhere else.',
    when: (it) => it.isForServers && it.extension('subjectAltName') === undefined,
    judge: (it) =>
      commonNames(it).flatMap(({ value, text }) =>
        text !== undefined && looksLikeHost(text) ? at(value, `${shown(text)}, and no subjectAltName`) : [],
      ),
  },
];
