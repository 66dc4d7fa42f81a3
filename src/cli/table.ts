/** Every command, in the order in which help lists them. */
import { CliError, type CommandRow } from './command.ts';

export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'genrsa',
    summary: 'make an RSA private key',
    load: async () => (await import('./commands/genrsa.ts')).genrsa,
  },
  {
    name: 'rsa',
    summary: 'show, check and convert RSA keys',
    load: async () => (await import('./commands/rsa.ts')).rsa,
  },
  {
    name: 'genpkey',
    summary: 'make a private key of any type',
    load: async () => (await import('./commands/genpkey.ts')).genpkey,
  },
  {
    name: 'pkey',
    summary: 'show and convert keys of any type',
    load: async () => (await import('./commands/pkey.ts')).pkey,
  },
  {
    name: 'ecparam',
    summary: 'name a curve, and make a key on it',
    load: async () => (await import('./commands/ecparam.ts')).ecparam,
  },
  {
    name: 'ec',
    summary: 'show and convert EC keys',
    load: async () => (await import('./commands/pkey.ts')).ec,
  },
  {
    name: 'pkcs8',
    summary: 'convert keys to and from PKCS #8, encrypted or not',
    load: async () => (await import('./commands/pkcs8.ts')).pkcs8,
  },
  {
    name: 'pkcs12',
    summary: 'make and read PKCS #12 files: keys and their certificates',
    load: async () => (await import('./commands/pkcs12.ts')).pkcs12,
  },
  {
    name: 'req',
    summary: 'make and show certificate requests, and self-signed CAs',
    load: async () => (await import('./commands/req.ts')).req,
  },
  {
    name: 'x509',
    summary: 'show certificates, and issue them from requests',
    load: async () => (await import('./commands/x509.ts')).x509,
  },
  {
    name: 'verify',
    summary: 'check certificates against a CA, and show every check',
    load: async () => (await import('./commands/verify.ts')).verify,
  },
  {
    name: 'lint',
    summary: 'judge certificates, requests and CRLs by every rule, and say what to mend',
    load: async () => (await import('./commands/lint.ts')).lint,
  },
  {
    name: 'crl',
    summary: 'show and check revocation lists',
    load: async () => (await import('./commands/crl.ts')).crl,
  },
  {
    name: 'ocsp',
    summary: 'ask for the status of certificates, answer, and check answers',
    load: async () => (await import('./commands/ocsp.ts')).ocsp,
  },
  {
    name: 'ca',
    summary: 'issue and revoke with a database in OpenSSL’s format',
    load: async () => (await import('./commands/ca.ts')).ca,
  },
  {
    name: 'differ',
    summary: 'draw chains of certificates, and compare what other verifiers say of them',
    load: async () => (await withFastCheck(import('./commands/differ.ts'))).differ,
  },
  {
    name: 'asn1parse',
    summary: 'list any DER structure, or name every byte of a known one',
    load: async () => (await import('./commands/asn1parse.ts')).asn1parse,
  },
  {
    name: 'inspect',
    summary: 'show what every byte of a certificate, key, request or list means',
    load: async () => (await import('./commands/inspect.ts')).inspect,
  },
  {
    name: 'dgst',
    summary: 'hash, HMAC, sign and verify files',
    load: async () => (await import('./commands/dgst.ts')).dgst,
  },
  {
    name: 'pkeyutl',
    summary: 'sign, verify, encrypt, decrypt and agree on secrets with a key',
    load: async () => (await import('./commands/pkeyutl.ts')).pkeyutl,
  },
  {
    name: 'rand',
    summary: 'draw random bytes',
    load: async () => (await import('./commands/rand.ts')).rand,
  },
  {
    name: 'explain',
    summary: 'watch an algorithm at work, every value on the way',
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  {
    name: 'ciphers',
    summary: 'list the cipher suites',
    load: async () => (await import('./commands/ciphers.ts')).ciphers,
  },
  {
    name: 'explore',
    summary: 'open the explorer: inspect files and watch the algorithms in a page',
    load: async () => (await import('./commands/explore.ts')).explore,
  },
  {
    name: 's_client',
    summary: 'speak TLS to a server',
    load: async () => (await import('./commands/s_client.ts')).sClient,
  },
  {
    name: 's_server',
    summary: 'serve TLS, and print what each session agreed on',
    load: async () => (await import('./commands/s_server.ts')).sServer,
  },
  {
    name: 'relay',
    summary: 'let pages in a browser reach servers over TLS of their own',
    load: async () => (await import('./commands/relay.ts')).relay,
  },
  {
    name: 'lab',
    summary: 'run attacks on variants that are broken on purpose, and on the engine',
    load: async () => (await import('./commands/lab.ts')).lab,
  },
  {
    name: 'pki',
    summary: 'make, check and renew the certificates of a Kubernetes cluster',
    load: async () => (await import('./commands/pki.ts')).pki,
  },
  {
    name: 'apiserver',
    summary: 'serve a small Kubernetes API, for the holders of a cluster’s certificates',
    load: async () => (await import('./commands/apiserver.ts')).apiserver,
  },
  {
    name: 'kubelet',
    summary: 'serve a node’s pods and their logs, to the API server',
    load: async () => (await import('./commands/kubelet.ts')).kubelet,
  },
  {
    name: 'controller-manager',
    summary: 'sign and approve a cluster’s certificate requests, and tend its tokens and namespaces',
    load: async () => (await import('./commands/controller-manager.ts')).controllerManager,
  },
  {
    name: 'scheduler',
    summary: 'give each pod a node',
    load: async () => (await import('./commands/scheduler.ts')).scheduler,
  },
  {
    name: 'cluster',
    summary: 'run a whole cluster on this machine, and draw who talks to whom with which certificate',
    load: async () => (await import('./commands/cluster.ts')).cluster,
  },
  {
    name: 'token',
    summary: 'make, list and delete the tokens by which nodes join',
    load: async () => (await import('./commands/token.ts')).token,
  },
  {
    name: 'csr',
    summary: 'show what a certificate request would grant, before it is approved',
    load: async () => (await import('./commands/csr.ts')).csr,
  },
  {
    name: 'demo',
    summary: 'make a cluster’s certificates, call its API server, and show what happens',
    load: async () => (await import('./commands/demo.ts')).demo,
  },
];

/** A module that needs the optional peer fast-check. @throws CliError `fast-check-missing` */
const withFastCheck = <M>(loading: Promise<M>): Promise<M> =>
  loading.catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ERR_MODULE_NOT_FOUND' || !cause.message.includes("'fast-check'")) throw cause;
    throw new CliError('fast-check-missing', 'needs fast-check: npm install fast-check', undefined, { cause });
  });
