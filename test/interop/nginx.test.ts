/** nginx as a server: a file is uploaded and fetched over one connection. */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import * as http from 'node:http';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { connect, type TlsSocket } from '../../src/node/index.ts';
import { HOST, readAll } from '../node/loopback.ts';
import {
  type Case,
  casesOf,
  clientOptions,
  describeFeatures,
  digest,
  expectFacts,
  FEATURES,
  type Features,
  OPENSSL_CIPHERS,
  payload,
} from './matrix.ts';
import { describePeer, file, folder, freePort, startServerOn } from './peers.ts';

/** One server for each set of features. */
const block = (features: Features, port: number) => `
  server {
    listen ${HOST}:${port} ssl;
    ssl_verify_client ${features.clientCertificate ? 'on' : 'off'};
    ${features.extendedMasterSecret ? '' : 'ssl_conf_command Options -ExtendedMasterSecret;'}
    ${features.encryptThenMac ? '' : 'ssl_conf_command Options -EncryptThenMac;'}
    add_header Client "$ssl_client_verify $ssl_cipher" always;
  }`;

const configuration = (ports: readonly number[]) => `
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  root ${folder}/files;
  dav_methods PUT;
  client_max_body_size 16m;
  ssl_protocols TLSv1.2;
  ssl_ciphers ${OPENSSL_CIPHERS};
  ssl_certificate ${folder}/server.crt;
  ssl_certificate_key ${folder}/server.key;
  ssl_client_certificate ${folder}/ca.crt;
  ${FEATURES.map((features, i) => block(features, ports[i])).join('')}
}`;

describePeer('nginx', () => {
  let ports: number[];
  beforeAll(async () => {
    ports = [];
    for (const _ of FEATURES) ports.push(await freePort());
    await mkdir(join(folder, 'files'), { recursive: true });
    const path = await file('nginx.conf', configuration(ports));
    await startServerOn(ports[0], { command: 'nginx', args: ['-p', folder, '-e', 'stderr', '-c', path] });
  });

  describeFeatures((features) => {
    it.each(casesOf(features))('$suite, $size bytes each way', async (of: Case) => {
      const sent = payload(of);
      const socket = connect(clientOptions(ports[FEATURES.indexOf(features)], of));
      const agent = new OneConnection(socket);
      try {
        const put = await ask(agent, 'PUT', sent);
        const get = await ask(agent, 'GET');
        expect([digest(get.body), put.status, get.status]).toEqual([digest(sent), expect.toBeOneOf([201, 204]), 200]);
        expect(get.client).toMatch(of.clientCertificate ? /^SUCCESS / : /^NONE /);
        expectFacts(socket, of);
      } finally {
        agent.destroy();
      }
    });
  });
});

/** An agent that has one connection and no other. */
class OneConnection extends http.Agent {
  readonly #socket: TlsSocket;
  constructor(socket: TlsSocket) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#socket = socket;
  }
  override createConnection(): TlsSocket {
    return this.#socket;
  }
}

async function ask(agent: http.Agent, method: string, body?: Buffer) {
  const headers = body && { 'Content-Length': body.length };
  const request = http.request({ agent, method, path: '/file', host: HOST, headers }).end(body);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  return { status: response.statusCode, client: response.headers['client'], body: await readAll(response) };
}
