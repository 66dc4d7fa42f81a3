// node:tls as a verifier for `vitrine differ`: a client that trusts the roots calls a server, both in this process, which shows the
// chain. Reads a chain a line, and answers each with a line, as verify.go does; "none" where not even the server can be made.
// node:tls cannot be told the time: run it under faketime.

import { createInterface } from 'node:readline';
import { duplexPair } from 'node:stream';
import { connect, createSecureContext, TLSSocket } from 'node:tls';

const pem = (label, texts) =>
  texts
    .split(',')
    .filter((text) => text !== '')
    .map((text) => `-----BEGIN ${label}-----\n${text.replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`);

const reason = ({ code, message }) => `${code ?? 'error'}: ${message}`.replaceAll(/\s+/g, ' ');

async function verify([, asked, leaf, intermediates, roots, key]) {
  const [near, far] = duplexPair();
  try {
    const secureContext = createSecureContext({
      cert: pem('CERTIFICATE', `${leaf},${intermediates}`).join(''),
      key: pem('PRIVATE KEY', key).join(''),
    });
    new TLSSocket(far, { isServer: true, secureContext }).on('error', () => {});
    const name = asked.slice(asked.indexOf(':') + 1);
    const host = asked.startsWith('ip:') ? { host: name } : { host: name, servername: name };
    return await new Promise((resolve) => {
      connect({ socket: near, ca: pem('CERTIFICATE', roots), ...host }, () => resolve('taken')).on('error', (error) =>
        resolve(`refused ${reason(error)}`),
      );
    });
  } catch (error) {
    return `none ${reason(error)}`;
  } finally {
    near.destroy();
    far.destroy();
  }
}

for await (const line of createInterface({ input: process.stdin })) console.log(await verify(line.split('\t')));
