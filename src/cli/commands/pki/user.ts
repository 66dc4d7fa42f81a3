import { issueUser } from '../../../kubernetes/index.ts';
import { defineCommand, EXIT, JSON_OPTION, usageError } from '../../command.ts';
import { printable } from '../../context.ts';
import { tellingLeftovers } from '../../leftovers.ts';
import {
  certificateJson,
  DAYS_OPTION,
  DIR_OPTION,
  folderOf,
  furtherKeys,
  keyTypeOption,
  leafSettings,
  QUIET_OPTION,
  shortTime,
} from './settings.ts';

export const pkiUser = defineCommand({
  operands: 'NAME',
  maxOperands: 1,
  options: {
    dir: DIR_OPTION,
    group: { value: 'GROUP', many: true, help: 'a group that the user is in' },
    'out-dir': { value: 'DIR', help: 'where the files go; default: the cluster’s folder' },
    days: DAYS_OPTION,
    'key-type': keyTypeOption('that of the CA'),
    quiet: QUIET_OPTION,
    json: JSON_OPTION,
  },
  notes: [
    'Writes NAME.key, NAME.crt and NAME.conf; existing files are not replaced. RBAC decides what the user may do: bind a role to the name or to a group. pki revoke NAME ends it before it expires, for API servers with -client-crl.',
  ],
  async run(values, [user], context) {
    if (user === undefined) throw usageError('name the user');
    const folder = folderOf(context, values.dir);
    const outFolder = values['out-dir'] === undefined ? folder : context.path(values['out-dir']);
    const settings = leafSettings(context, values, 1, (options) => furtherKeys(values, options));
    const { credential, files } = await tellingLeftovers(context, (onLeftover) =>
      issueUser(folder, { ...settings, user, groups: values.group, outFolder, onLeftover }),
    );
    const { certificate } = credential;
    if (values.json) {
      await context.printJson({ user, groups: values.group, files, ...certificateJson(certificate) });
    } else {
      await context.print(files.map((file) => `${printable(file)}\n`).join(''));
      await context.note(`valid until ${shortTime(certificate.notAfter)}`);
    }
    return EXIT.ok;
  },
});
