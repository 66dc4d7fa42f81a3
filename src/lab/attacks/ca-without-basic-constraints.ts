/** An ordinary certificate used as a CA: clients that did not look at basicConstraints (Marlinspike 2002, CVE-2002-0862; CVE-2011-0228). */
import { type Certificate, caExtensions } from '../../x509/index.ts';
import type { Attack } from '../attack.ts';
import { authority, certified, engineValidation, linksHold, selfSigned, serverExtensions } from '../certificates.ts';
import { fact, facts, prose, table } from '../parts.ts';

const TARGET_NAME = 'api.cluster.example';

/** Checks signatures, names and dates from the leaf to the root, but not whether an issuer is a CA. */
export function validateWithoutCaCheck(chain: readonly Certificate[], root: Certificate): boolean {
  return linksHold([...chain, root]);
}

export const caWithoutBasicConstraints: Attack = {
  fault:
    'Each certificate in a chain is signed by the next. The broken client checks the signatures, the names and the dates, and does not ask whether the holder of a ' +
    'certificate may issue others. Then everybody who has any certificate is a CA.',
  difference: {
    soundFile: 'x509/validate/rules/authorities.ts',
    sound: ["return passIf(certificate.isCA, 'is a CA', 'basicConstraints does not make it a CA');"],
    brokenFile: 'lab/attacks/ca-without-basic-constraints.ts',
    broken: ['return linksHold([...chain, root]);'],
  },
  unit: 'certificates shown',
  defence:
    'The engine asks of each issuer in the path: version 3, basicConstraints with cA, keyUsage with keyCertSign, and a path length that is not exceeded. Each is a check with its own row.',
  rule: 'RFC 5280 §6.1.4 (k), (n)',
  async *run({ target, random }) {
    const root = authority('Cluster CA', random);
    const mallory = certified(root, 'mallory.example', random, serverExtensions('mallory.example'));
    yield { count: 1, note: 'Mallory has an ordinary certificate for mallory.example' };
    // With her own key she makes what looks like a CA of her name, only to issue with it.
    const guise = selfSigned('mallory.example', mallory.key, random, caExtensions());
    const forged = certified(
      { key: mallory.key, certificate: guise },
      TARGET_NAME,
      random,
      serverExtensions(TARGET_NAME),
    );
    const chain = [forged.certificate, mallory.certificate];
    yield { count: 2, note: `and signs one for ${TARGET_NAME} with its key` };
    const report = engineValidation(chain, root.certificate, TARGET_NAME);
    const won = target === 'broken' ? validateWithoutCaCheck(chain, root.certificate) : report.ok;
    const failed = report.checks.filter((check) => check.outcome === 'fail');
    return {
      won,
      count: chain.length,
      course: [
        table(
          'The chain',
          ['certificate', 'signed by', 'a CA'],
          [
            [TARGET_NAME, 'mallory.example', 'no'],
            ['mallory.example', 'Cluster CA', 'no'],
            ['Cluster CA', 'itself, trusted', 'yes'],
          ],
        ),
      ],
      result:
        target === 'broken'
          ? [
              prose(
                `The client believes that it talks to ${TARGET_NAME}. It talks to Mallory, who reads and changes everything.`,
              ),
            ]
          : [
              facts(
                'The report',
                failed.map(({ code, detail, rule }) => fact(code, detail, rule)),
              ),
            ],
    };
  },
};
