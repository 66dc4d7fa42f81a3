/** A TLS client and a server without a socket: what one sends, the other receives. */
import { bytesToUtf8, systemRandom as random, utf8ToBytes } from 'vitrine/bytes';
import { createClient, createServer, type TlsConnection, type TlsOutput } from 'vitrine/tls';
import { ca, credentialsFor } from './credentials.ts';

// Without `versions` and `ciphers`: TLS 1.3 or 1.2, with forward secrecy and an AEAD.
const common = { random, time: () => new Date() };
const server = createServer({
  ...common,
  credentials: credentialsFor('localhost'),
  clientCertificate: { mode: 'none' },
});
const client = createClient({
  ...common,
  name: { dns: 'localhost' },
  verification: { mode: 'roots', roots: [ca], profile: 'rfc5280', revocation: { policy: 'off' } },
});

/** Carries out what an end wants done, until neither has anything to send. */
function carry(from: TlsConnection, to: TlsConnection, outputs: readonly TlsOutput[]): void {
  for (const output of outputs) {
    if (output.kind === 'send') carry(to, from, to.receive(output.bytes));
    if (output.kind === 'secured') console.log(`${from.role}: ${output.session.version} ${output.session.suite}`);
    if (output.kind === 'data') console.log(`${from.role} reads: ${bytesToUtf8(output.bytes)}`);
    if (output.kind === 'error') throw output.error;
  }
}
carry(server, client, server.start());
carry(client, server, client.start());
// → server: TLSv1.3 TLS_AES_128_GCM_SHA256
// → client: TLSv1.3 TLS_AES_128_GCM_SHA256
carry(client, server, client.write(utf8ToBytes('hello'))); // → server reads: hello
carry(client, server, client.close());
