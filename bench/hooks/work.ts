/** What is timed in each copy of the engine. All copies do the very same: the seeds are fixed. */

import { deepStrictEqual, strictEqual } from 'node:assert';
import { writePrivateKeyPem } from '../../src/keys/index.ts';
import { JUDGED_BY } from '../../test/judged.ts';
import { rsaKey } from '../growth/keys.ts';
import type { Engine } from './copies.ts';

export interface Work {
  readonly name: string;
  run(): unknown;
  /** What it does, to be compared with what the other copies do. @throws AssertionError when that is wrong. */
  result(): unknown;
}

const validity = { notBefore: new Date('2030-01-01T00:00:00Z'), notAfter: new Date('2031-01-01T00:00:00Z') };
const time = new Date('2030-06-01T00:00:00Z');
/** As text: a key of one copy is not another copy's. */
const KEY_PEM = writePrivateKeyPem(rsaKey(2048), 'pkcs8');

/** The operations that pass a hook, of one copy. */
export function worksOf(engine: Engine): readonly Work[] {
  const parties = partiesOf(engine);
  return [...certificateWorks(engine, parties), keygenWork(engine), handshakeWork(engine, parties)];
}

type Parties = ReturnType<typeof partiesOf>;

function partiesOf({ hash: { seededRandom }, keys, signatures: { RSA_PKCS1_SHA256 }, x509 }: Engine) {
  const key = keys.readPrivateKeyPem(KEY_PEM);
  const random = seededRandom('bench/hooks');
  const common = { scheme: RSA_PKCS1_SHA256, validity, random };
  const ca = x509.selfSign({ ...common, subject: x509.makeName(['CN', 'ca']), key, extensions: x509.caExtensions() });
  const names = x509.makeExtension('subjectAltName', false, x509.parseGeneralNames('DNS:kubernetes,IP:10.96.0.1'));
  const usage = x509.makeExtension('keyUsage', true, ['digitalSignature', 'keyEncipherment']);
  const subject = x509.makeName(['CN', 'kube-apiserver']);
  const request = x509.createRequest({ subject, key, scheme: RSA_PKCS1_SHA256, extensions: [usage, names], random });
  const leaf = x509.issueFromRequest({ ...common, request, issuer: ca, issuerKey: key, extensions: (all) => all });
  return { ca, leaf, key };
}

function certificateWorks({ codec, x509 }: Engine, { ca, leaf }: Parties): Work[] {
  const read = (): unknown[] => {
    const { subject, subjectAltNames, serialNumber } = x509.decodeCertificate(leaf.der);
    return [subject.value.length, subjectAltNames.length, serialNumber];
  };
  const validate = () =>
    x509.validateChain({
      ...JUDGED_BY,
      leaf,
      intermediates: [],
      roots: [ca],
      time,
      purpose: 'any',
      name: { dns: 'kubernetes' },
    });
  return [
    { name: 'certificate, decode', run: read, result: read },
    {
      name: 'certificate, encode',
      run: () => codec.encode(x509.certificate, leaf.fields),
      result: () => codec.encode(x509.certificate, leaf.fields),
    },
    {
      name: 'chain of two, validate',
      run: validate,
      result: () => {
        strictEqual(validate().ok, true);
        return validate().checks;
      },
    },
  ];
}

/** Short numbers, so that there is as much hook and as little arithmetic as can be. */
function keygenWork({ hash: { seededRandom }, rsa }: Engine): Work {
  const run = () => rsa.generateRsaKey({ modulusBits: 512, insecure: true, random: seededRandom('bench/hooks') });
  const result = (): unknown => {
    rsa.checkPrivateKey(run());
    return run();
  };
  return { name: 'RSA-512, keygen from a seed', run, result };
}

function handshakeWork({ bytes, hash: { seededRandom }, tls }: Engine, { ca, leaf, key }: Parties): Work {
  const credentials = { chain: [leaf], key } as const;
  const common = { ciphers: tls.RSA_CIPHER_SUITES, time: () => time, credentials };
  const connect = () => {
    const client = tls.createClient({
      ...common,
      random: seededRandom('client'),
      name: { dns: 'kubernetes' },
      verification: { mode: 'roots', ...JUDGED_BY, roots: [ca] },
    });
    const clientCertificate = { mode: 'require', ...JUDGED_BY, roots: [ca] } as const;
    const server = tls.createServer({ ...common, random: seededRandom('server'), clientCertificate });
    return { client, server };
  };
  const run = () => {
    const { client, server } = connect();
    server.start();
    const bytesOf = (outputs: ReturnType<typeof client.start>) =>
      bytes.concat(...outputs.flatMap((output) => (output.kind === 'send' ? [output.bytes] : [])));
    const sent: Uint8Array[] = [];
    for (let up = bytesOf(client.start()); up.length > 0; ) {
      const down = bytesOf(server.receive(up));
      sent.push(up, down);
      up = bytesOf(client.receive(down));
    }
    return { client, server, sent };
  };
  const result = (): unknown => {
    const { client, server, sent } = run();
    deepStrictEqual([client.at, server.at], ['CONNECTED', 'CONNECTED']);
    return sent;
  };
  return { name: 'TLS handshake, mutual, RSA-2048', run, result };
}
