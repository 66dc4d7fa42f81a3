/** The values of extensions that say where something is: authorityInfoAccess and crlDistributionPoints, in the syntax of
 * x509v3_config(5). */
import { oid } from '../asn1/index.ts';
import { ACCESS_OIDS } from '../asn1/internal.ts';
import { encode } from '../codec/index.ts';
import type { AuthorityInfoAccess, CRLDistributionPoints, ReasonFlag } from '../x509/index.ts';
import { REASON_FLAGS } from '../x509/internal.ts';
import { usageError } from './command.ts';
import {
  directoryName,
  generalNameOf,
  generalNamesOf,
  kindOf,
  type NamedValue,
  pairs,
  type Sections,
  section,
  words,
} from './general-name-settings.ts';

/** `OCSP;URI:http://…, caIssuers;URI:http://…`, or `@section` with `OCSP;URI.1 = http://…`. */
export const accessDescriptionsOf = (value: string, sections: Sections): AuthorityInfoAccess =>
  pairs(value, sections).map((pair) => {
    const [, method, kind] = /^([A-Za-z\d.]+)\s*;\s*([A-Za-z]+)(?:\.[^;]*)?$/.exec(pair.name) ?? [];
    if (method === undefined)
      throw usageError(`authorityInfoAccess is a list of METHOD;KIND:value, such as OCSP;URI:http://a.example`);
    return { accessMethod: accessMethod(method), accessLocation: generalNameOf(kind, pair.value, sections) };
  });

const METHODS: Readonly<Record<string, string>> = { OCSP: ACCESS_OIDS.ocsp, caIssuers: ACCESS_OIDS.caIssuers };

function accessMethod(word: string): string {
  if (Object.hasOwn(METHODS, word)) return METHODS[word];
  if (!/^\d+(\.\d+)+$/.test(word)) throw usageError(`an access method is OCSP, caIssuers or an OID, not ${word}`);
  // An invalid value is refused here, not when the extension is encoded.
  encode(oid, word);
  return word;
}

type DistributionPoint = CRLDistributionPoints[number];

/** `URI:http://…`, a point for each name; or the names of sections that describe a point each. */
export const distributionPointsOf = (value: string, sections: Sections): CRLDistributionPoints =>
  value.startsWith('@')
    ? generalNamesOf(value, sections).map(pointAt)
    : pairs(value, sections).map((pair) =>
        pair.name === ''
          ? pointOfSection(section(pair.value, sections), pair.value, sections)
          : pointAt(generalNameOf(pair.name, pair.value, sections)),
      );

const pointAt = (name: ReturnType<typeof generalNameOf>): DistributionPoint => ({
  distributionPoint: { kind: 'fullName', value: [name] },
});

/** `fullname = URI:…` or `relativename = section`, `CRLissuer = dirName:section`, `reasons = keyCompromise, …`. */
function pointOfSection(settings: readonly NamedValue[], where: string, sections: Sections): DistributionPoint {
  let point: DistributionPoint = {};
  for (const { name, value } of settings) {
    switch (kindOf(name)) {
      case 'fullname':
        point = { ...point, distributionPoint: { kind: 'fullName', value: generalNamesOf(value, sections) } };
        break;
      case 'relativename': {
        const [rdn] = directoryName(section(value, sections));
        point = { ...point, distributionPoint: { kind: 'nameRelativeToCRLIssuer', value: rdn } };
        break;
      }
      case 'CRLissuer':
        point = { ...point, cRLIssuer: generalNamesOf(value, sections) };
        break;
      case 'reasons':
        point = { ...point, reasons: reasonsOf(value) };
        break;
      default:
        throw usageError(`[${where}]: a point has fullname or relativename, CRLissuer and reasons, not ${name}`);
    }
  }
  if (point.distributionPoint ?? point.cRLIssuer) return point;
  throw usageError(`[${where}]: a point needs fullname, relativename or CRLissuer (RFC 5280 §4.2.1.13)`);
}

/** OpenSSL writes `CACompromise` and `AACompromise`. */
const flagOf = (word: string): ReasonFlag | undefined =>
  REASON_FLAGS.find(
    (flag) => flag === word.replace(/^([CA])ACompromise$/, (_, letter) => `${letter.toLowerCase()}ACompromise`),
  );

/** Reasons in the order of their bits. */
function reasonsOf(value: string): ReasonFlag[] {
  const given = words(value).map((word) => {
    const flag = flagOf(word);
    if (flag === undefined) throw usageError(`no reason ${JSON.stringify(word)}; there are ${REASON_FLAGS.join(', ')}`);
    return flag;
  });
  return REASON_FLAGS.filter((flag) => given.includes(flag));
}
