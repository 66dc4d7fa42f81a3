/** The two ends of a recorded session. */
import type { Random } from '../bytes/index.ts';
import type { PrivateKey } from '../keys/index.ts';
import { schemesFor } from '../signatures/index.ts';
import {
  type ClientOptions,
  createClient,
  createServer,
  type ServerOptions,
  type TlsConnection,
} from '../tls/index.ts';
import { makeExtension, makeName, selfSign } from '../x509/index.ts';
import { NOW } from './certificates.ts';

/** A server with a self-signed certificate for a key. */
export function server(key: PrivateKey, random: Random, more: Partial<ServerOptions>): TlsConnection {
  const validity = { notBefore: new Date(NOW.getTime() - 86_400_000), notAfter: new Date(NOW.getTime() + 86_400_000) };
  const usage = makeExtension('keyUsage', true, ['digitalSignature', 'keyEncipherment']);
  const subject = makeName(['CN', 'api.cluster.example']);
  // Schemes that TLS still takes: none with SHA-1.
  const scheme = schemesFor(key).find(({ weak }) => !weak)!;
  const certificate = selfSign({ key, subject, extensions: [usage], scheme, random, validity });
  return createServer({
    credentials: { key, chain: [certificate] },
    clientCertificate: { mode: 'none' },
    random,
    time: NOW,
    ...more,
  });
}

/** A client that does not verify the certificate: what is attacked here is the key exchange. */
export const client = (random: Random, more: Partial<ClientOptions>): TlsConnection =>
  createClient({ name: 'unchecked', verification: { mode: 'dangerous-none' }, random, time: NOW, ...more });
