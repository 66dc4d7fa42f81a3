import {
  ApiClient,
  CSR_PATH,
  kubeconfigConnection,
  legibleRequest,
  nodeOfUser,
  type Rights,
  rightsOf,
} from '../../kubernetes/internal.ts';
import { defineCommand, EXIT, JSON_OPTION, usageError } from '../command.ts';
import { type Context, printable } from '../context.ts';
import { kubeconfigPath } from '../kubeconfig-path.ts';

export const csr = defineCommand({
  operands: 'NAME',
  maxOperands: 1,
  options: {
    kubeconfig: { value: 'FILE', help: 'who asks, and where; default: $KUBECONFIG, else ~/.kube/config' },
    json: JSON_OPTION,
  },
  notes: [
    'Shows a CertificateSigningRequest before it is approved: who asks, for what, what the signer would drop or refuse, what the certificate could then do, and what is dangerous about it. Works against any cluster whose credentials are a certificate or a token. Exit code 1 where the signer would refuse, or something is dangerous.',
    'What the certificate could do is read from RBAC’s objects where you may read them, else asked by SubjectAccessReview; where neither is allowed it says so.',
  ],
  async run(values, [name], context) {
    if (name === undefined) throw usageError('name the request: kubectl get csr lists them');
    const connection = await kubeconfigConnection(kubeconfigPath(context, values.kubeconfig));
    const { random, signal } = context;
    const client = new ApiClient({ ...connection, random, time: () => context.now(), signal });
    const object = await client.get(`${CSR_PATH}/${encodeURIComponent(name)}`, context.signal);
    const legible = legibleRequest(object);
    const rights = legible.becomes === undefined ? undefined : await rightsOf(legible.becomes, client);
    if (values.json) await context.printJson({ ...legible, rights });
    else await print(context, legible, rights);
    const isDangerous =
      legible.refusal !== undefined || legible.warnings.length > 0 || (rights?.dangers.length ?? 0) > 0;
    return isDangerous ? EXIT.no : EXIT.ok;
  },
});

const SECONDS_A_DAY = 86_400;

async function print(
  context: Context,
  legible: ReturnType<typeof legibleRequest>,
  rights: Rights | undefined,
): Promise<void> {
  const { certificate, requester, expirationSeconds: seconds } = legible;
  const lines: [string, readonly string[]][] = [
    ['request', [`${legible.name} (${legible.standing.join('; ')})`]],
    ['asked by', [requester.username, ...requester.groups.map((group) => `in ${group}`)]],
    ['signer', [legible.signerName]],
    ['subject', [certificate?.subject ?? 'cannot be read']],
    ['names', certificate?.names ?? []],
    [
      'key',
      certificate === undefined ? [] : [`${certificate.key}${certificate.isProven ? ', proven by its signature' : ''}`],
    ],
    ['usages', legible.usages],
    ['lives', [seconds === undefined ? 'as long as the signer gives: a year by default' : lifetime(seconds)]],
    ['dropped', legible.dropped],
    [
      'becomes',
      legible.becomes === undefined
        ? []
        : [legible.becomes.name, ...legible.becomes.groups.map((group) => `in ${group}`)],
    ],
    ['could', rights === undefined ? [] : [...nodeLines(legible.becomes), ...rightsLines(rights)]],
  ];
  for (const [label, [first, ...more]] of lines.filter(([, texts]) => texts.length > 0)) {
    await context.print(`${context.paint('bold', label.padEnd(9))} ${printable(first)}\n`);
    for (const text of more) await context.print(`${' '.repeat(10)}${printable(text)}\n`);
  }
  for (const text of rights?.unseen ?? [])
    await context.print(`${context.paint('yellow', 'unseen')}    ${printable(text)}\n`);
  const dangers = [...legible.warnings, ...(rights?.dangers ?? []).map((danger) => `its holder could ${danger}`)];
  for (const text of dangers) await context.print(`${context.paint('yellow', 'danger')}    ${printable(text)}\n`);
  if (legible.refusal !== undefined)
    await context.print(`${context.paint('red', 'refused')}   ${printable(legible.refusal)}\n`);
}

function lifetime(seconds: number): string {
  const days = seconds / SECONDS_A_DAY;
  return days >= 1 ? `${Math.round(10 * days) / 10} days` : `${Math.round(seconds / 60)} minutes`;
}

/** What the node authorizer allows, beside RBAC. */
function nodeLines(user: ReturnType<typeof legibleRequest>['becomes']): string[] {
  const node = user && nodeOfUser(user);
  if (node === undefined) return [];
  return [
    `as the node ${node}: its own Node and lease, the pods bound to it, and the secrets and configmaps that they name`,
  ];
}

/** A line for each rule, the verbs first. */
function rightsLines({ granted, source }: Rights): string[] {
  if (source === 'none') return ['not known: you may neither read RBAC nor ask'];
  if (source === 'review') return ['asked by SubjectAccessReview: see the dangers'];
  if (granted.length === 0) return ['nothing that a role grants'];
  return granted.flatMap(({ binding, role, namespace, rules }) => [
    `by ${binding}, ${role}${namespace === '' ? '' : ` (in ${namespace})`}:`,
    ...rules.map(({ verbs, resources, nonResourceURLs, resourceNames }) => {
      const names = resourceNames.length === 0 ? '' : ` named ${resourceNames.join(', ')}`;
      return `  ${verbs.join(', ')}: ${[...resources, ...nonResourceURLs].join(', ')}${names}`;
    }),
  ]);
}
