// A later Node's TLS as client and as server; see peer-programs.ts. In JavaScript, as the file says what it needs.
import { readFileSync, writeFileSync } from 'node:fs';
import * as https from 'node:https';
import { createInterface } from 'node:readline';
import * as tls from 'node:tls';

const read = (name) => readFileSync(name);
const pair = (kind, own) => ({ cert: read(`${kind}-${own}.crt`), key: read(`${kind}-${own}.key`) });

// For each kind, with and without client certificates, an echo; tells their ports.
for (const kind of ['RSA', 'ECDSA']) {
  for (const auth of ['mutual', 'server-only']) {
    const isMutual = auth === 'mutual';
    const groups = isMutual && kind === 'RSA' ? { ecdhCurve: 'P-384' } : {};
    const options = { ...pair(kind, 'server'), ca: read(`${kind}-ca.crt`), requestCert: isMutual, ...groups };
    const server = tls.createServer({ ...options, rejectUnauthorized: isMutual, sessionIdContext: kind }, (socket) =>
      socket.on('error', () => undefined).pipe(socket),
    );
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    console.log(`${kind} ${auth} ${server.address().port}`);
  }
}
console.log('ready');

// Lines of `ID URL KIND mutual|server-only`: posts the object, and keeps the answer.
const agents = new Map();
function agentOf(url, kind, auth) {
  const key = `${url.origin} ${kind} ${auth}`;
  const own = auth === 'mutual' ? pair(kind, 'client') : {};
  if (!agents.has(key)) agents.set(key, new https.Agent({ ca: read(`${kind}-ca.crt`), ...own }));
  return agents.get(key);
}
for await (const line of createInterface({ input: process.stdin })) {
  const [id, address, kind, auth] = line.split(' ');
  const url = new URL(address);
  const options = { method: 'POST', agent: agentOf(url, kind, auth), headers: { 'Content-Type': 'application/json' } };
  const request = https.request(url, options, async (response) => {
    writeFileSync(`${id}.answer`, Buffer.concat(await response.toArray()));
    console.log(`done ${id}`);
  });
  request.on('error', (error) => console.log(`done ${id} ${error}`)).end(read('config-map.json'));
}
process.exit();
