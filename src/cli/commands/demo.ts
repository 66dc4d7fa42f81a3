import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TlsLog } from '../../explain/index.ts';
import type { PrivateKey } from '../../keys/index.ts';
import { defaultManifest, initFolder, type Running } from '../../kubernetes/index.ts';
import {
  type Authority,
  type CertificateSpec,
  type ClusterKeyType,
  clusterKeys,
  DEFAULT_KEY_TYPE,
  defaultPolicy,
  type IssuedCluster,
  identityOfCertificate,
  issueLeaf,
  type KeySource,
  LIFETIMES,
  subjectOf,
} from '../../kubernetes/pki/index.ts';
import { type ConnectOptions, createServer as createTlsServer } from '../../node/index.ts';
import { type CipherSuiteName, CONTENT, DEFAULT_CIPHER_SUITES, RSA_CIPHER_SUITES } from '../../tls/index.ts';
import { formatGeneralName, formatOneline } from '../../x509/index.ts';
import { wordValue } from '../arguments.ts';
import { holdPorts } from '../cluster/places.ts';
import { defineCommand, EXIT } from '../command.ts';
import type { Context } from '../context.ts';
import { controlPlaneOf, serveKubelet } from '../control-plane.ts';
import { get } from '../demo/call.ts';
import { Page } from '../demo/page.ts';
import { tellSession } from '../demo/story.ts';
import { TEXTS, type Texts } from '../demo/texts.ts';
import { flippingRelay, refusal, type Trial, tellTrials } from '../demo/trials.ts';
import { LANGUAGE_OPTION, languageOf } from '../language.ts';
import { serveApi } from '../serve-api.ts';
import { untilInterrupted } from './apiserver.ts';
import { keyTypeOption, keyTypeValue } from './pki/settings.ts';

const HOST = '127.0.0.1';
const NODE_NAME = 'control-plane';
const PODS = '/api/v1/namespaces/default/pods';

const STORIES = ['1.3', 'rsa'] as const;

export const demo = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    keep: { help: 'keep serving until Ctrl-C, then remove everything' },
    'key-type': keyTypeOption(DEFAULT_KEY_TYPE),
    tls: { value: STORIES.join('|'), help: 'TLS 1.3, or TLS 1.2 with RSA key transport; default 1.3' },
    lang: LANGUAGE_OPTION,
  },
  notes: [
    'Makes a cluster’s certificates in a temporary folder, calls its API server as its administrator, and shows each step.',
    'With -tls rsa the two serving pairs have RSA keys, of whatever kind the others are: RSA key transport needs them.',
  ],
  async run({ keep, lang, tls: told = '1.3', 'key-type': given }, _operands, context) {
    const story = wordValue(told, 'tls', STORIES);
    const keyType = keyTypeValue(given, 'key-type') ?? DEFAULT_KEY_TYPE;
    const language = languageOf(lang, context.world);
    const texts = TEXTS[language];
    const home = await mkdtemp(join(tmpdir(), 'vitrine-'));
    const servers: Running[] = [];
    try {
      const page = new Page(context, language);
      const stage = await setUp(context, page, { home, keyType, story }, servers, texts);
      await tellSession(page, await callAsAdministrator(context, stage), texts);
      await tellTrials(page, trialsOf(context, stage, texts), texts);
      await tellWhatNext(page, stage, keep, texts);
      if (keep) await untilInterrupted(context, servers);
      return EXIT.ok;
    } finally {
      await Promise.all(servers.map((server) => server.close()));
      await rm(home, { recursive: true, force: true });
    }
  },
});

/** The kind of session: TLS 1.3, or TLS 1.2 with RSA key transport. */
type Story = (typeof STORIES)[number];

/** The setting of the story. */
interface Stage {
  /** The cluster's folder, laid out like /etc/kubernetes. */
  readonly folder: string;
  readonly issued: IssuedCluster;
  readonly keyType: ClusterKeyType;
  readonly story: Story;
  readonly newKey: KeySource;
  readonly port: number;
  /** The API server's events of its latest connection. */
  readonly server: { log: TlsLog };
}

async function setUp(
  context: Context,
  page: Page,
  { home, keyType, story }: Pick<Stage, 'keyType' | 'story'> & { readonly home: string },
  servers: Running[],
  texts: Texts,
): Promise<Stage> {
  const { random, signal } = context;
  const folder = join(home, 'kubernetes');
  const { ports, release } = await holdPorts(2);
  const [port, kubeletPort] = ports;
  const servingKeyType = story === 'rsa' ? servingFor(keyType) : keyType;
  const newKey = clusterKeys({ random, signal, keyType, servingKeyType });
  const kinds = servingKeyType === keyType ? undefined : texts.pki.kinds(keyType, servingKeyType);
  const issued = await tellPki(context, page, { folder, port, newKey, kinds }, texts).finally(release);
  const place = { nodeName: NODE_NAME, address: HOST, kubeletPort };
  const objects = defaultManifest({ ...place, now: context.now() });
  const plane = await controlPlaneOf(context, [defaultPolicy], objects, 'the default manifest');
  const server = { log: new TlsLog() };
  const listen = { host: HOST, port, observe: server.log.observe };
  servers.push(await serveApi(context, folder, listen, plane));
  servers.push(await serveKubelet(context, folder, { nodeName: NODE_NAME, host: HOST, port: kubeletPort }, plane));
  return { folder, issued, keyType, story, newKey, port, server };
}

/** In RSA key transport the server decrypts with the key of its certificate (RFC 5246 §7.4.7.1). */
const servingFor = (keyType: ClusterKeyType): ClusterKeyType => (keyType.startsWith('rsa-') ? keyType : 'rsa-2048');

async function tellPki(
  context: Context,
  page: Page,
  { folder, port, newKey, kinds }: Pick<Stage, 'folder' | 'port' | 'newKey'> & { readonly kinds: string | undefined },
  { pki }: Texts,
): Promise<IssuedCluster> {
  const { random } = context;
  const input = {
    clusterName: 'kubernetes',
    nodeName: NODE_NAME,
    advertiseAddress: HOST,
    bindPort: port,
    serviceCidr: '10.96.0.0/12',
    serviceDnsDomain: 'cluster.local',
    apiserverCertExtraSans: [],
  };
  await page.heading('0', pki.title);
  await page.say(pki.folder(folder));
  if (kinds !== undefined) await page.say(kinds);
  const settings = { ...LIFETIMES, time: context.now(), random, newKey };
  const { issued } = await initFolder(folder, input, settings);
  for (const [name, { certificate }] of issued.credentials) {
    const names = certificate.isCA ? [] : certificate.subjectAltNames.map(formatGeneralName);
    await page.entry(name, [formatOneline(certificate.subject.value), ...names].join('  '));
  }
  return issued;
}

async function callAsAdministrator(context: Context, stage: Stage): Promise<Parameters<typeof tellSession>[1]> {
  const client = new TlsLog();
  const options = optionsOf(context, stage, credentialOf(stage.issued, 'admin.conf'));
  await get({ ...options, observe: client.observe }, PODS);
  const server = stage.server.log;
  const [certificate] = server.first('peer-certificates').certificates;
  const user = identityOfCertificate(certificate);
  if (user === undefined) throw new Error('the administrator’s certificate names no user');
  return { client, server, address: `${HOST}:${stage.port}`, user };
}

type Dialling = Extract<ConnectOptions, { readonly host: string; readonly roots: unknown }>;

/** How the holder of a certificate of the cluster connects. */
function optionsOf(context: Context, { port, issued, story }: Stage, { certificate, key }: Authority): Dialling {
  const { random } = context;
  return {
    ...{ host: HOST, port, ciphers: ciphersOf(story), random, time: () => context.now() },
    roots: [credentialOf(issued, 'ca').certificate],
    profile: 'rfc5280',
    revocation: { policy: 'off' },
    cert: [certificate],
    key,
  };
}

const ciphersOf = (story: Story): readonly CipherSuiteName[] =>
  story === 'rsa' ? RSA_CIPHER_SUITES : DEFAULT_CIPHER_SUITES;

/** A row of the plan, issued. */
function credentialOf({ credentials }: IssuedCluster, name: string): Authority {
  const credential = credentials.get(name);
  if (credential === undefined) throw new Error(`the plan has no ${name}`);
  return credential;
}

function trialsOf(context: Context, stage: Stage, texts: Texts): Trial[] {
  const { trials } = texts;
  const { port, issued, newKey } = stage;
  const admin = optionsOf(context, stage, credentialOf(issued, 'admin.conf'));
  const { cert: _cert, key: _key, ...nobody } = admin;
  return [
    {
      title: trials.flippedBit,
      attempt: () => flippedRequest(admin, port, texts),
    },
    {
      title: trials.otherAuthority,
      attempt: async () =>
        withServer(await impostor(context, stage), (other) => refusal(get({ ...admin, port: other }, PODS), texts)),
    },
    {
      title: trials.wrongName,
      attempt: () => refusal(get({ ...admin, name: { dns: 'bank.example' } }, PODS), texts),
    },
    {
      title: trials.noCertificate,
      attempt: async () => statusOf(await get(nobody, PODS)),
    },
    {
      title: trials.foreignCertificate,
      attempt: () => refusedClient(optionsOf(context, stage, credentialOf(issued, 'front-proxy-client')), texts),
    },
    {
      title: trials.noRights,
      attempt: async () => {
        const spec = { subject: subjectOf('jane', ['dev']), purposes: ['clientAuth'], names: [] } as const;
        const jane = issue(context, spec, await newKey('jane'), credentialOf(issued, 'ca'));
        return statusOf(await get(optionsOf(context, stage, jane), PODS));
      },
    },
  ];
}

/** Changes the client's request on the way. The handshake records that look like application data are counted, so that they are skipped. */
function flippedRequest(admin: Dialling, port: number, texts: Texts): Promise<string> {
  const client = new TlsLog();
  const inHandshake = (): number =>
    client.all('record').filter(({ direction, type, bytes }) => {
      const looksLikeData = bytes[0] === CONTENT.application_data && type !== 'application_data';
      return direction === 'sent' && looksLikeData;
    }).length;
  return withServer(flippingRelay(port, inHandshake), (relay) =>
    refusal(get({ ...admin, port: relay, observe: client.observe }, PODS), texts),
  );
}

/** In TLS 1.3 the client is connected before the server has validated its certificate (RFC 8446 §4.4.2.4: the client does not
 * wait for the result). */
async function refusedClient(options: Dialling, texts: Texts): Promise<string> {
  const client = new TlsLog();
  const seen = await refusal(get({ ...options, observe: client.observe }, PODS), texts);
  const isConnected = client.events.some((event) => event.kind === 'state' && event.to === 'CONNECTED');
  return isConnected ? texts.trials.connectedFirst(seen) : seen;
}

function issue(context: Context, spec: CertificateSpec, key: PrivateKey, authority: Authority): Authority {
  const { random } = context;
  return issueLeaf(spec, key, authority, { days: LIFETIMES.days, time: context.now(), random });
}

/** A server whose certificate has the API server's names, from the cluster's other CA. */
async function impostor(context: Context, { issued, newKey, story }: Stage): Promise<Server> {
  const { subject, subjectAltNames } = credentialOf(issued, 'apiserver').certificate;
  const spec = { subject: subject.value, purposes: ['serverAuth'], names: subjectAltNames } as const;
  const authority = credentialOf(issued, 'front-proxy-ca');
  const { certificate, key } = issue(context, spec, await newKey('apiserver'), authority);
  const server = createTlsServer({ cert: [certificate], key, ciphers: ciphersOf(story), requestCert: false });
  // The client is expected to close the connection.
  server.on('tlsClientError', () => undefined);
  return server;
}

/** The message of a Kubernetes Status, which is what kubectl prints. */
function statusOf({ status, body }: { status: number; body: string }): string {
  const { reason, message } = JSON.parse(body);
  return `Error from server (${reason}, ${status}): ${message}`;
}

async function withServer<T>(server: Server, use: (port: number) => Promise<T>): Promise<T> {
  try {
    return await use(await listening(server));
  } finally {
    server.close();
  }
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, () => resolve((server.address() as AddressInfo).port));
  });

async function tellWhatNext(
  page: Page,
  { folder, keyType, story, port }: Stage,
  keep: boolean,
  { next }: Texts,
): Promise<void> {
  const at = keep ? folder : '$DIR';
  const address = `${HOST}:${keep ? port : '$PORT'}`;
  const client = `${at}/pki/apiserver-kubelet-client`;
  const forRsa = story === 'rsa' ? RSA_FLAGS : { kubectl: '', curl: '', openssl: '' };
  const options = `${keyType === DEFAULT_KEY_TYPE ? '' : ` -key-type ${keyType}`}${story === 'rsa' ? ' -tls rsa' : ''}`;
  await page.heading('·', keep ? next.serving : next.keep, '');
  if (!keep) await page.row('', next.command(options));
  await page.row('kubectl', `${forRsa.kubectl}kubectl --kubeconfig ${at}/admin.conf get pods -A`);
  await page.row('curl', `curl ${forRsa.curl}--cacert ${at}/pki/ca.crt \\`);
  await page.row('', `  --cert ${client}.crt --key ${client}.key https://${address}${PODS}`);
  await page.row('openssl', `openssl s_client ${forRsa.openssl}-CAfile ${at}/pki/ca.crt \\`);
  await page.row('', `  -cert ${client}.crt -key ${client}.key -connect ${address}`);
  await page.heading('·', next.look, '');
  await page.row('vitrine explore', next.explore);
  await page.row('vitrine explain', next.explain);
  await page.end();
}

/** The settings that make each client use TLS 1.2 with RSA key transport, which is off by default in all of them. */
const RSA_FLAGS = {
  kubectl: 'GODEBUG=tlsrsakex=1 ',
  curl: '--tls-max 1.2 --ciphers AES128-SHA256 ',
  openssl: '-tls1_2 -cipher AES128-SHA256 ',
};
