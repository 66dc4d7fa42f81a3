/** HTTP over TLS over node:net: the socket is a Duplex, which node:http takes as it is. */
import { once } from 'node:events';
import { createServer as createHttpServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'vitrine/node';
import { ca, credentialsFor } from './credentials.ts';

const { chain, key } = credentialsFor('localhost');
// What decides whom to trust has no default.
const trust = { roots: [ca], profile: 'rfc5280', revocation: { policy: 'off' } } as const;
const web = createHttpServer((_, response) => response.end('hello'));
const server = createServer({ cert: chain, key, requestCert: false }, (socket) => web.emit('connection', socket));
await once(server.listen(0, '127.0.0.1'), 'listening');

// The name must be that of the certificate, and the certificate must lead to one of the `roots`: there is no default.
const { port } = server.address() as AddressInfo;
const socket = connect({ host: '127.0.0.1', port, name: { dns: 'localhost' }, ...trust });
const [response] = await once(request({ createConnection: () => socket, path: '/' }).end(), 'response');
console.log(response.statusCode); // → 200
console.log(socket.getCipher()?.standardName); // → TLS_AES_128_GCM_SHA256
socket.destroy();
server.close();
