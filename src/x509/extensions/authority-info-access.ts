import { oid, sequence, sequenceOf } from '../../asn1/index.ts';
import { named, type ValueOf } from '../../codec/index.ts';
import { generalName } from '../names/general-name.ts';

const accessDescriptions = (rule: string) =>
  sequenceOf(sequence('AccessDescription', rule, { accessMethod: oid, accessLocation: generalName }), 1);

/** AuthorityInfoAccessSyntax: the locations of the issuer's certificate and of its OCSP responder. */
export const authorityInfoAccess = named('AuthorityInfoAccessSyntax', accessDescriptions('RFC 5280 §4.2.2.1'));
/** SubjectInfoAccessSyntax: the locations where the subject, a CA, publishes. */
export const subjectInfoAccess = named('SubjectInfoAccessSyntax', accessDescriptions('RFC 5280 §4.2.2.2'));
export type AuthorityInfoAccess = ValueOf<typeof authorityInfoAccess>;
