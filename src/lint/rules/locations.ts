/** authorityInfoAccess, subjectInfoAccess and distribution points (RFC 5280 §4.2.1.13, §4.2.2, §8; BR §7.1.2.7.7, §7.1.2.11.2). */
import { accessesOf, CA_ISSUERS, distributionPointsOf, fullNamesOf, OCSP, uriOf } from '../locations.ts';
import { shown } from '../names/texts.ts';
import { field, type Part } from '../reading/part.ts';
import { ANY_CERTIFICATE, at, atIf, LEAF, type LintRule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const isHttp = (name: Part | undefined): boolean => /^http:\/\//i.test(uriOf(name) ?? '');
const points = (it: Subject): Part[] => [
  ...distributionPointsOf(it, 'cRLDistributionPoints'),
  ...distributionPointsOf(it, 'freshestCRL'),
];
const issuerLocations = (it: Subject): Part[] =>
  accessesOf(it, 'authorityInfoAccess').flatMap(({ method, location }) =>
    method === CA_ISSUERS && location !== undefined ? [location] : [],
  );
const hasOcsp = (it: Subject): boolean => accessesOf(it, 'authorityInfoAccess').some(({ method }) => method === OCSP);

export const LOCATION_RULES: readonly LintRule[] = [
  {
    code: 'aia-issuers-no-uri',
    source: 'RFC 5280 §4.2.2.1',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'caIssuers has no HTTP or LDAP URI',
    advice: 'Name an http URI from which the certificate of the issuer can be fetched.',
    judge(it) {
      const locations = issuerLocations(it);
      const some = locations.some((location) => /^(?:https?|ldaps?):/i.test(uriOf(location) ?? ''));
      return locations.length === 0 || some
        ? []
        : at(locations[0], `a ${locations[0].kind ?? 'name'} that is no HTTP or LDAP URI`);
    },
  },
  {
    code: 'cdp-no-uri',
    source: 'RFC 5280 §4.2.1.13',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'a distribution point has no HTTP or LDAP URI',
    advice: 'Name an http URI from which the CRL can be fetched.',
    judge: (it) =>
      points(it).flatMap((point) => {
        const names = fullNamesOf(point);
        const some = names.some((name) => /^(?:https?|ldaps?):/i.test(uriOf(name) ?? ''));
        return atIf(names.length > 0 && !some, point, 'no HTTP or LDAP URI');
      }),
  },
  {
    code: 'location-https',
    source: 'RFC 5280 §8',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'a location is https or ldaps: to fetch from it, a certificate must be validated, for which it is fetched',
    advice: 'Use http: what is fetched is signed.',
    judge: (it) =>
      [
        ...accessesOf(it, 'authorityInfoAccess').map(({ location }) => location),
        ...points(it).flatMap(fullNamesOf),
      ].flatMap((name) => atIf(/^(?:https|ldaps):/i.test(uriOf(name) ?? ''), name, shown(uriOf(name) ?? ''))),
  },
  {
    code: 'aia-web-uri',
    source: 'BR 2.2.6 §7.1.2.7.7, §7.1.2.10.3',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2023-09-15',
    what: 'a location of authorityInfoAccess is not an http URI',
    advice: 'Name an http URI.',
    judge: (it) =>
      accessesOf(it, 'authorityInfoAccess').flatMap(({ location }) =>
        atIf(
          location?.kind !== undefined && !isHttp(location),
          location,
          uriOf(location) === undefined ? `a ${location?.kind}` : shown(uriOf(location)!),
        ),
      ),
  },
  {
    code: 'aia-web-method',
    source: 'BR 2.2.6 §7.1.2.7.7, §7.1.2.10.3',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2023-09-15',
    what: 'authorityInfoAccess has a method other than ocsp and caIssuers',
    advice: 'Leave it out.',
    judge: (it) =>
      accessesOf(it, 'authorityInfoAccess').flatMap(({ method, part }) =>
        atIf(method !== undefined && method !== OCSP && method !== CA_ISSUERS, part, method ?? ''),
      ),
  },
  {
    code: 'aia-web-duplicate',
    source: 'BR 2.2.6 §7.1.2.7.7',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2023-09-15',
    what: 'authorityInfoAccess has a location twice',
    advice: 'Leave one out.',
    judge(it) {
      const seen = new Set<string>();
      return accessesOf(it, 'authorityInfoAccess').flatMap(({ method, location, part }) => {
        const key = `${method} ${uriOf(location)}`;
        if (uriOf(location) !== undefined && seen.has(key)) return at(part, `${shown(uriOf(location)!)} again`);
        seen.add(key);
        return [];
      });
    },
  },
  {
    code: 'aia-missing',
    source: 'BR 2.2.6 §7.1.2.7.6',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2012-07-01',
    what: 'a server certificate has no authorityInfoAccess',
    advice: 'Add it, with caIssuers.',
    when: (it) => it.isForServers,
    judge: (it) =>
      atIf(it.extension('authorityInfoAccess') === undefined, it.extensionList ?? it.signed, 'no authorityInfoAccess'),
  },
  {
    code: 'aia-issuers-missing',
    source: 'BR 2.2.6 §7.1.2.7.7',
    severity: 'warning',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2012-07-01',
    what: 'authorityInfoAccess has no caIssuers',
    advice: 'Name where the certificate of the issuer is: clients mend incomplete chains with it.',
    when: (it) => it.isForServers,
    judge: (it) =>
      atIf(
        it.extension('authorityInfoAccess') !== undefined && issuerLocations(it).length === 0,
        it.extension('authorityInfoAccess')?.part,
        'no caIssuers',
      ),
  },
  {
    code: 'cdp-critical',
    source: 'RFC 5280 §4.2.1.13',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'cRLDistributionPoints is critical',
    advice: 'Mark it not critical.',
    judge: (it) =>
      atIf(it.extension('cRLDistributionPoints')?.critical, it.extension('cRLDistributionPoints')?.part, 'critical'),
  },
  {
    code: 'cdp-incomplete',
    source: 'RFC 5280 §4.2.1.13',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'a distribution point has neither distributionPoint nor cRLIssuer',
    advice: 'Say where the CRL is.',
    judge: (it) =>
      points(it).flatMap((point) =>
        atIf(
          field(point, 'distributionPoint') === undefined && field(point, 'cRLIssuer') === undefined,
          point,
          'says neither where nor whose',
        ),
      ),
  },
  {
    code: 'cdp-reasons-partial',
    source: 'RFC 5280 §4.2.1.13',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'no distribution point is for all reasons of revocation',
    advice: 'Add a point without reasons.',
    judge(it) {
      const all = distributionPointsOf(it, 'cRLDistributionPoints');
      return atIf(
        all.length > 0 && all.every((point) => field(point, 'reasons') !== undefined),
        it.extension('cRLDistributionPoints')?.value,
        'each point is for some reasons only',
      );
    },
  },
  {
    code: 'cdp-relative-several-issuers',
    source: 'RFC 5280 §4.2.1.13',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'a name relative to the CRL issuer stands beside several issuers',
    advice: 'Write the full name.',
    judge: (it) =>
      points(it).flatMap((point) => {
        const relative = field(point, 'distributionPoint')?.kind === 'nameRelativeToCRLIssuer';
        return atIf(relative && (field(point, 'cRLIssuer')?.children.length ?? 0) > 1, point, 'relative to which?');
      }),
  },
  {
    code: 'cdp-web-uri',
    source: 'BR 2.2.6 §7.1.2.11.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2023-09-15',
    what: 'a distribution point has a name that is not an http URI',
    advice: 'Name http URIs only.',
    judge: (it) =>
      points(it)
        .flatMap(fullNamesOf)
        .flatMap((name) =>
          atIf(!isHttp(name), name, uriOf(name) === undefined ? `a ${name.kind}` : shown(uriOf(name)!)),
        ),
  },
  {
    code: 'cdp-web-fields',
    source: 'BR 2.2.6 §7.1.2.11.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2023-09-15',
    what: 'a distribution point has reasons or cRLIssuer',
    advice: 'Leave them out.',
    judge: (it) =>
      points(it).flatMap((point) => [
        ...at(field(point, 'reasons'), 'reasons'),
        ...at(field(point, 'cRLIssuer'), 'cRLIssuer'),
      ]),
  },
  {
    code: 'cdp-missing',
    source: 'BR 2.2.6 §7.1.2.11.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ['intermediate', 'leaf'],
    from: '2024-03-15',
    what: 'an intermediate CA, or a server certificate of over 7 days without an OCSP responder, has no cRLDistributionPoints (10 days before 2026-03-15)',
    advice: 'Say where the CRL is.',
    when: (it) => it.role === 'intermediate' || it.isForServers,
    judge(it) {
      const short = (it.days ?? 0) <= ((it.issued?.getTime() ?? 0) < Date.parse('2026-03-15') ? 10 : 7);
      const excused = it.role === 'leaf' && (short || hasOcsp(it));
      return atIf(
        !excused && it.extension('cRLDistributionPoints') === undefined,
        it.extensionList ?? it.signed,
        'no cRLDistributionPoints',
      );
    },
  },
  {
    code: 'root-needless',
    source: 'BR 2.2.6 §7.1.2.1.2, §7.1.2.1.4',
    severity: 'warning',
    profile: 'webpki',
    appliesTo: ['root'],
    from: '2012-07-01',
    what: 'a root has certificatePolicies, pathLenConstraint or cRLDistributionPoints, which are not recommended there',
    advice: 'Leave them out: they say nothing of an anchor.',
    judge: (it) => [
      ...['certificatePolicies', 'cRLDistributionPoints'].flatMap((kind) => at(it.extension(kind)?.part, kind)),
      ...at(field(it.extension('basicConstraints')?.value, 'pathLenConstraint'), 'pathLenConstraint'),
    ],
  },
];
