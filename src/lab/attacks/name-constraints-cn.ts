/** A constrained CA that issues for any name: the name is in the common name, where the constraints do not reach (Go before 1.15, CVE-2015-5271 and others). */
import { attributeTexts, type Certificate, makeExtension, matchesName } from '../../x509/index.ts';
import type { Attack } from '../attack.ts';
import { authority, certified, engineValidation, linksHold, serverExtensions } from '../certificates.ts';
import { fact, facts, prose } from '../parts.ts';

const PERMITTED = 'team-a.example';
const WANTED = 'vault.team-b.example';

/** The broken client's names of a server: the dNSNames of subjectAltName; if there are none, the common names. */
export function namesOrCommonName(certificate: Certificate): string[] {
  const names = certificate.subjectAltNames.flatMap((name) => (name.kind === 'dNSName' ? [name.value] : []));
  return names.length > 0 ? names : attributeTexts(certificate.subject.value, 'CN');
}

export const nameConstraintsCn: Attack = {
  fault:
    `A team was given a CA that may issue for ${PERMITTED} only. Name constraints of kind DNS restrict the names in subjectAltName. The broken client takes the common name for the host ` +
    'where there is no subjectAltName, so that the constraint finds nothing to restrict.',
  difference: {
    soundFile: 'x509/validate/identity.ts',
    sound: ['return names.some(matches);'],
    brokenFile: 'lab/attacks/name-constraints-cn.ts',
    broken: ["return names.length > 0 ? names : attributeTexts(certificate.subject.value, 'CN');"],
  },
  unit: 'certificates issued',
  defence:
    'In the engine only subjectAltName names a peer. The common name is text for people: it is never compared with a host, so that there is nothing left that constraints do not reach.',
  rule: 'RFC 9525 §2; RFC 5280 §4.2.1.10',
  async *run({ target, random }) {
    const constraints = makeExtension('nameConstraints', true, {
      permittedSubtrees: [{ base: { kind: 'dNSName', value: PERMITTED }, minimum: 0n }],
    });
    const team = authority('Team A CA', random, [constraints]);
    yield { count: 0, note: `the CA is constrained to ${PERMITTED}` };
    const chain = [certified(team, WANTED, random, serverExtensions()).certificate];
    const report = engineValidation(chain, team.certificate, WANTED);
    const won = target === 'broken' ? takenByCommonName(chain, team.certificate) : report.ok;
    const failed = report.checks.filter((check) => check.outcome === 'fail');
    return {
      won,
      count: 1,
      course: [
        facts('The certificate', [
          fact('common name', WANTED),
          fact('subjectAltName', 'absent'),
          fact('issuer', `Team A CA, permitted: ${PERMITTED}`),
        ]),
      ],
      result:
        target === 'broken'
          ? [prose(`The client takes the certificate for ${WANTED}, a name that this CA may not issue for.`)]
          : [
              facts(
                'The report',
                failed.map(({ code, detail, rule }) => fact(code, detail, rule)),
              ),
            ],
    };
  },
};

function takenByCommonName(chain: readonly Certificate[], root: Certificate): boolean {
  const names = namesOrCommonName(chain[0]).map((value) => ({ kind: 'dNSName', value }) as const);
  // The constraint is honoured, over the names that there are in subjectAltName: none.
  const permitted = chain[0].subjectAltNames.every((name) => name.kind !== 'dNSName' || isBelow(name.value, PERMITTED));
  return permitted && linksHold([...chain, root]) && matchesName({ dns: WANTED }, names);
}

const isBelow = (name: string, base: string): boolean => name === base || name.endsWith(`.${base}`);
