import {
  ApiClient,
  kubeconfigConnection,
  NODE_TOKEN_GROUP,
  newToken,
  parseToken,
  pinOf,
  readTokenSecret,
  tokenSecret,
} from '../../kubernetes/internal.ts';
import { readCertificatesPem } from '../../x509/index.ts';
import { integerValue } from '../arguments.ts';
import { defineCommand, EXIT, type GroupCommand, JSON_OPTION, usageError } from '../command.ts';
import { type Context, printable } from '../context.ts';
import { kubeconfigPath } from '../kubeconfig-path.ts';

const KUBECONFIG = { value: 'FILE', help: 'who asks, and where; default: $KUBECONFIG, else ~/.kube/config' } as const;
const SECRETS = '/api/v1/namespaces/kube-system/secrets';
const DAY_SECONDS = 86_400;

async function connected(context: Context, given: string | undefined) {
  const connection = await kubeconfigConnection(kubeconfigPath(context, given));
  const { random, signal } = context;
  return { connection, client: new ApiClient({ ...connection, random, time: () => context.now(), signal }) };
}

const create = defineCommand({
  operands: '[TOKEN]',
  maxOperands: 1,
  options: {
    kubeconfig: KUBECONFIG,
    ttl: { value: 'SECONDS', help: `until it expires; 0: never; default: ${DAY_SECONDS}` },
    description: { value: 'TEXT', help: 'what it is for' },
    groups: { value: 'GROUP', many: true, help: `default: ${NODE_TOKEN_GROUP}` },
    json: JSON_OPTION,
  },
  notes: ['Prints the line by which a node joins. Whoever has it can become a node until the token expires.'],
  async run(values, [given], context) {
    const { client, connection } = await connected(context, values.kubeconfig);
    const token = given === undefined ? newToken(context.random) : parseToken(given);
    const ttl = integerValue(values.ttl ?? `${DAY_SECONDS}`, 'ttl', 0, 10 * 365 * DAY_SECONDS);
    const secret = tokenSecret(token, {
      description: values.description,
      expiration: ttl === 0 ? undefined : new Date(context.now().getTime() + ttl * 1000),
      groups: values.groups.length === 0 ? [NODE_TOKEN_GROUP] : values.groups,
      usages: ['authentication', 'signing'],
    });
    await client.create(SECRETS, secret);
    const pins = readCertificatesPem(String(connection.roots)).map(pinOf);
    const text = `${token.id}.${token.secret}`;
    const line = `vitrine kubelet -join ${client.server} -token ${text} ${pins.map((pin) => `-discovery-token-ca-cert-hash ${pin}`).join(' ')}`;
    if (values.json) await context.printJson({ token: text, server: client.server, pins, line });
    else await context.print(`${line}\n`);
    return EXIT.ok;
  },
});

const list = defineCommand({
  operands: '',
  maxOperands: 0,
  options: { kubeconfig: KUBECONFIG, json: JSON_OPTION },
  async run(values, _operands, context) {
    const { client } = await connected(context, values.kubeconfig);
    const { items } = await client.list(
      `${SECRETS}?fieldSelector=type%3Dbootstrap.kubernetes.io%2Ftoken`,
      context.signal,
    );
    const tokens = items.flatMap((item) => readTokenSecret(item) ?? []);
    // The secret half is not shown, since anyone who has it can join as a node.
    const rows = tokens.map(({ id, expiration, usages, description, groups }) => ({
      ...{ id, expires: expiration?.toISOString() ?? 'never', usages, description, groups },
    }));
    if (values.json) await context.printJson(rows);
    else
      for (const { id, expires, usages, description } of rows) {
        await context.print(`${id}  ${expires}  ${usages.join(',')}  ${printable(description)}\n`);
      }
    return EXIT.ok;
  },
});

const remove = defineCommand({
  operands: 'ID',
  maxOperands: 1,
  options: { kubeconfig: KUBECONFIG },
  async run(values, [given], context) {
    if (given === undefined || !/^[a-z0-9]{6}(?:\.[a-z0-9]{16})?$/.test(given))
      throw usageError('name the token, or its first half');
    const { client } = await connected(context, values.kubeconfig);
    const was = await client.delete(`${SECRETS}/bootstrap-token-${given.slice(0, 6)}`);
    await context.note(was ? `${given.slice(0, 6)} is gone` : `${given.slice(0, 6)} was not there`);
    return was ? EXIT.ok : EXIT.no;
  },
});

/** Bootstrap tokens, by which nodes join. */
export const token: GroupCommand = {
  commands: [
    { name: 'create', summary: 'make a token, and print the line by which a node joins', load: async () => create },
    { name: 'list', summary: 'list the tokens, without their secret halves', load: async () => list },
    { name: 'delete', summary: 'delete a token', load: async () => remove },
  ],
};
