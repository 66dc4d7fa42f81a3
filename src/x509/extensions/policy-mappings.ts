import { oid, sequence, sequenceOf } from '../../asn1/index.ts';
import { POLICY_OIDS } from '../../asn1/internal.ts';
import { named, type ValueOf } from '../../codec/index.ts';

const RULE = 'RFC 5280 §4.2.1.5';

/** anyPolicy, which matches every policy (RFC 5280 §4.2.1.4). */
export const ANY_POLICY = POLICY_OIDS.anyPolicy;

const policyMapping = sequence('PolicyMapping', RULE, { issuerDomainPolicy: oid, subjectDomainPolicy: oid });

/** PolicyMappings: pairs of an issuer's policy and the subject's equivalent policy. */
export const policyMappings = named('PolicyMappings', sequenceOf(policyMapping, 1));
export type PolicyMappings = ValueOf<typeof policyMappings>;
