/** Mutual TLS: the server demands a certificate, and learns from it who calls. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'vitrine/node';
import { ca, credentialsFor } from './credentials.ts';

const { chain, key } = credentialsFor('localhost');
// What decides whom to trust has no default.
const trust = { roots: [ca], profile: 'rfc5280', revocation: { policy: 'off' } } as const;
const alice = credentialsFor('alice');
const options = { cert: chain, key, requestCert: true, rejectUnauthorized: true, ...trust } as const;
const server = createServer(options, (socket) => {
  const [leaf] = socket.session?.peer?.chain ?? [];
  socket.end(`hello ${leaf?.subject.value.map(([{ value }]) => value.value).join()}`);
});
server.on('tlsClientError', ({ code }) => console.log(`refused: ${code}`));
await once(server.listen(0, '127.0.0.1'), 'listening');

const { port } = server.address() as AddressInfo;
const dial = { host: '127.0.0.1', port, name: { dns: 'localhost' }, ...trust } as const;
const known = connect({ ...dial, cert: alice.chain, key: alice.key });
const [greeting] = await once(known, 'data');
console.log(`${greeting}`); // → hello alice

// Without a certificate, the server ends the handshake.
const unknown = connect(dial);
const [error] = await once(unknown, 'error');
// → refused: certificate-missing
console.log(error.code, error.alert); // → alert-received certificate_required
known.destroy();
server.close();
