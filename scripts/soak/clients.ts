/** The clients of the soak: watches over node:tls, each of which counts its events. */
import { once } from 'node:events';
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked, Counted, Ended, Told } from './messages.ts';

const PATIENCE_MS = 30_000;

class Client {
  readonly namespace: string;
  count = 0;
  last = 0;
  fault = '';
  #rest = '';

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  open({ port, version, cert, key, ca }: Asked): Promise<void> {
    const place = this.namespace === '' ? '' : `/namespaces/${this.namespace}`;
    const path = `/api/v1${place}/configmaps?watch=true&resourceVersion=${version}`;
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, cert, key, ca, agent: false }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
        response.setEncoding('utf8').on('data', (text: string) => this.#take(text));
        resolve();
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) {
      const { type, object } = JSON.parse(line) as { type: string; object: { data: { sequence: string } } };
      const sequence = Number(object.data.sequence);
      if (type !== 'MODIFIED' || sequence <= this.last) this.fault ||= `${type} ${sequence} after ${this.last}`;
      this.last = sequence;
      this.count++;
    }
  }
}

const asked = (await once(process, 'message'))[0] as Asked;
const clients = [...asked.namespaces, ...Array<string>(asked.everywhere).fill('')].map(
  (namespace) => new Client(namespace),
);
for (const client of clients) await client.open(asked);
process.send!({ ready: true } satisfies Told);
const { total, counts } = (await once(process, 'message'))[0] as Ended;
const wanted = ({ namespace }: Client): number => (namespace === '' ? total : (counts[namespace] ?? 0));
for (let waited = 0; waited < PATIENCE_MS && clients.some((client) => client.count < wanted(client)); waited += 100)
  await sleep(100);
const faults = clients.flatMap((client, i) => {
  if (client.fault !== '') return [`client ${i}: ${client.fault}`];
  return client.count === wanted(client) ? [] : [`client ${i}: ${client.count} events of ${wanted(client)}`];
});
process.send!({ faults } satisfies Counted);
