/** The subject of a certificate, by the policy of a CA, which determines the attributes that a request must have, and their order. */
import { type AttributeTypeAndValue, attributeTypeNamed, encodedName, type Name, sameName } from '../../x509/index.ts';
import { CliError } from '../command.ts';
import type { PolicyRow } from './settings.ts';

/** The attributes that the policy names, in its order; others are left out, as OpenSSL does without `-preserveDN`.
 * @throws CliError `ca-policy` if one is missing, or differs from the CA's. */
export function subjectByPolicy(requested: Name, policy: readonly PolicyRow[], ca: Name): Name {
  const subject: AttributeTypeAndValue[][] = [];
  for (const { type, demand } of policy) {
    const oid = attributeTypeNamed(type)?.type;
    if (oid === undefined)
      throw new CliError('ca-policy', `the policy names ${JSON.stringify(type)}, which is not an attribute type`);
    const found = requested.flat().filter((one) => one.type === oid);
    if (found.length === 0 && demand !== 'optional') {
      throw new CliError('ca-policy', `the request has no ${type}, which the policy demands`);
    }
    if (demand === 'match') {
      const own = ca.flat().filter((one) => one.type === oid);
      const stray = found.find((one) => !own.some((other) => isSame(one, other)));
      if (stray !== undefined)
        throw new CliError('ca-policy', `the ${type} of the request is not that of the CA, as the policy demands`);
    }
    subject.push(...found.map((one) => [one]));
  }
  if (subject.length === 0) throw new CliError('ca-policy', 'nothing of the requested name is left by the policy');
  return subject;
}

const isSame = (a: AttributeTypeAndValue, b: AttributeTypeAndValue): boolean =>
  sameName(encodedName([[a]]), encodedName([[b]]));
