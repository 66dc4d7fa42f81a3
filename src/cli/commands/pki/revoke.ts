import { revokeCertificate, type WrittenList } from '../../../kubernetes/index.ts';
import { CRL_REASONS, type CrlReason } from '../../../x509/index.ts';
import { integerValue, wordValue } from '../../arguments.ts';
import { defineCommand, EXIT, JSON_OPTION, usageError } from '../../command.ts';
import type { Context } from '../../context.ts';
import { tellingLeftovers } from '../../leftovers.ts';
import { DIR_OPTION, folderOf, shortTime } from './settings.ts';

/** Days until a list's nextUpdate, as in OpenSSL's default configuration. */
const LIST_DAYS = 30;
const REASONS = (Object.keys(CRL_REASONS) as CrlReason[]).filter((reason) => reason !== 'removeFromCRL');

export const pkiRevoke = defineCommand({
  operands: '[NAME]',
  maxOperands: 1,
  options: {
    dir: DIR_OPTION,
    serial: { value: 'HEX', help: 'in the place of NAME: the serial number, where the certificate is lost' },
    ca: { value: 'CA', help: 'with -serial: the CA, ca, front-proxy-ca or etcd-ca; default: ca' },
    reason: { value: 'REASON', help: `one of ${REASONS.join(', ')}; default: none` },
    'crl-days': { value: 'N', help: `days until the list is overdue; default: ${LIST_DAYS}` },
    json: JSON_OPTION,
  },
  notes: [
    'NAME is a user of pki user, a certificate of the cluster as in pki renew or by its path (etcd/healthcheck-client), or a file. Without NAME and -serial the lists of all CAs are only made anew: a list is due again when it is overdue.',
    'Each CA has a list of its own: pki/ca.crl, which apiserver -client-crl takes; pki/etcd/ca.crl, which etcd --client-crl-file takes; pki/front-proxy-ca.crl.',
  ],
  async run(values, [name], context) {
    const folder = folderOf(context, values.dir);
    const { serial, ca, reason } = values;
    if (name !== undefined && serial !== undefined) throw usageError('give NAME or -serial, not both');
    if (ca !== undefined && serial === undefined) throw usageError('-ca is for -serial: NAME says which CA it is');
    const certificate =
      serial === undefined
        ? name === undefined
          ? undefined
          : { name }
        : { authority: ca ?? 'ca', serialNumber: serialValue(serial) };
    const written = await tellingLeftovers(context, (onLeftover) =>
      revokeCertificate(folder, {
        certificate,
        reason: reason === undefined ? undefined : wordValue(reason, 'reason', REASONS),
        time: context.now(),
        days: integerValue(values['crl-days'] ?? `${LIST_DAYS}`, 'crl-days', 1, 3650),
        random: context.random,
        signal: context.signal,
        onLeftover,
      }),
    );
    if (values.json) await context.printJson({ folder, lists: written.map(listJson) });
    else for (const one of written) await tell(context, one);
    return EXIT.ok;
  },
});

function serialValue(text: string): bigint {
  const digits = text.replaceAll(':', '');
  if (/^(?:0x)?[0-9a-f]{1,40}$/i.test(digits)) return BigInt(digits.startsWith('0x') ? digits : `0x${digits}`);
  throw usageError('-serial is the serial number in hexadecimal, at most 20 bytes');
}

const listJson = ({ authority, place, list, wasRevoked, mayList }: WrittenList) => ({
  authority,
  file: place,
  number: Number(list.number),
  nextUpdate: list.nextUpdate?.toISOString(),
  revoked: [...list.entries].map(({ serialNumber, revocationDate, reason }) => ({
    serialNumber: serialNumber.toString(16),
    revocationDate: revocationDate.toISOString(),
    ...(reason !== undefined && { reason }),
  })),
  wasRevoked,
  mayList,
});

async function tell(context: Context, { place, list, wasRevoked, mayList, authority }: WrittenList): Promise<void> {
  const until = list.nextUpdate === undefined ? '' : `, current until ${shortTime(list.nextUpdate)}`;
  await context.print(`${place}: number ${list.number}, ${list.entries.size} revoked${until}\n`);
  if (wasRevoked) await context.note(`${place}: it was on the list already`);
  if (mayList) return;
  await context.note(
    `${place}: the keyUsage of ${authority} has no cRLSign, as kubeadm makes it: verifiers that follow RFC 5280 §6.3.3 (f) refuse this list; -client-crl and etcd take it`,
  );
}
