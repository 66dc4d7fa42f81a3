import { signRequests } from '../../../kubernetes/index.ts';
import { LIFETIMES } from '../../../kubernetes/pki/index.ts';
import { defineCommand, EXIT, JSON_OPTION } from '../../command.ts';
import { tellingLeftovers } from '../../leftovers.ts';
import { certificateJson, columns, DAYS_OPTION, DIR_OPTION, daysValue, folderOf, shortTime } from './settings.ts';

export const pkiSign = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    dir: DIR_OPTION,
    'ca-dir': { value: 'DIR', help: 'the folder with the CAs and their keys; without it nothing is signed' },
    days: DAYS_OPTION,
    json: JSON_OPTION,
  },
  notes: [
    'Signs every request that pki csr (or kubeadm certs generate-csr) left in -dir, each for what the plan says that it is: another subject is refused, and a client gets no names. The certificate of a kubeconfig waits beside it (admin.conf.crt) until pki sign -dir DIR, without -ca-dir, puts it in, where its key is.',
  ],
  async run(values, _operands, context) {
    const folder = folderOf(context, values.dir);
    const authorities = values['ca-dir'] === undefined ? undefined : context.path(values['ca-dir']);
    const { random, signal } = context;
    const days = daysValue(values.days, 'days', LIFETIMES.days);
    const signed = await tellingLeftovers(context, (onLeftover) =>
      signRequests(folder, { authorities, days, random, time: context.now(), signal, onLeftover }),
    );
    if (values.json) {
      const certificates = signed.map(({ name, place, isInstalled, certificate }) => ({
        ...{ name, file: place, isInstalled },
        ...certificateJson(certificate),
      }));
      await context.printJson({ folder, certificates });
    } else {
      const rows = signed.map(({ place, certificate, isInstalled }) => [
        ...[place, shortTime(certificate.notAfter), isInstalled ? 'yes' : 'no: its key is elsewhere'],
      ]);
      await context.print(columns(context, [['FILE', 'EXPIRES', 'IN PLACE'], ...rows]));
    }
    return EXIT.ok;
  },
});
