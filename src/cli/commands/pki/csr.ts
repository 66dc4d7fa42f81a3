import { type Left, requestCertificates } from '../../../kubernetes/index.ts';
import { CLUSTER_PLAN, clusterKeys, DEFAULT_KEY_TYPE } from '../../../kubernetes/pki/index.ts';
import { formatOneline } from '../../../x509/index.ts';
import { defineCommand, EXIT, JSON_OPTION, usageError } from '../../command.ts';
import { tellingLeftovers } from '../../leftovers.ts';
import { clusterSettings, KNOWN_CLUSTER_OPTIONS, knownFacts } from './cluster-options.ts';
import { columns, DIR_OPTION, folderOf, keyTypeOption, keyTypeValue } from './settings.ts';

export const pkiCsr = defineCommand({
  operands: '[all | NAME…]',
  maxOperands: CLUSTER_PLAN.length,
  options: {
    dir: DIR_OPTION,
    ...KNOWN_CLUSTER_OPTIONS,
    'key-type': keyTypeOption(`as -config says, else ${DEFAULT_KEY_TYPE}`),
    json: JSON_OPTION,
  },
  notes: [
    'For a CA whose key is elsewhere. Writes a request for each certificate (pki/apiserver.csr, admin.conf.csr): with the key that is in use, or with a new one where the certificate is missing. Take the .csr files to where the CA is, run pki sign there, and bring the .crt files back.',
  ],
  async run(values, operands, context) {
    const folder = folderOf(context, values.dir);
    if (operands.includes('all') && operands.length > 1)
      throw usageError('give either names of certificates or all, not both');
    const names = operands.length === 0 || operands[0] === 'all' ? 'all' : operands;
    const { input, keyType } = await clusterSettings(context, values);
    const chosen = keyTypeValue(values['key-type'], 'key-type') ?? keyType ?? DEFAULT_KEY_TYPE;
    const { random, signal } = context;
    const newKey = clusterKeys({ random, signal, keyType: chosen });
    const left: Left[] = [];
    const onLeft = (one: Left): void => void left.push(one);
    const made = await tellingLeftovers(context, (onLeftover) =>
      requestCertificates(folder, { names, facts: knownFacts(input), newKey, random, signal, onLeftover, onLeft }),
    );
    const rows = made.map(({ name, place, request, isNewKey }) => ({
      ...{ name, file: place, subject: formatOneline(request.subject.value), isNewKey },
    }));
    if (values.json) {
      await context.printJson({
        folder,
        requests: rows,
        left: left.map(({ place, ...one }) => ({ ...one, file: place })),
      });
    } else {
      const lines = rows.map(({ file, subject, isNewKey }) => [file, subject, isNewKey ? 'new' : 'in use']);
      await context.print(columns(context, [['FILE', 'SUBJECT', 'KEY'], ...lines]));
      for (const { place, reason } of left) await context.note(`${place}: left unchanged: ${reason}`);
    }
    return EXIT.ok;
  },
});
