import { createRelay } from '../../node/index.ts';
import { integerValue } from '../arguments.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import { relayLine } from '../relay-events.ts';
import { hostAndPort } from '../tls-options.ts';
import { untilInterrupted } from './apiserver.ts';

export const relay = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    allow: { value: 'HOST:PORT', many: true, help: 'a server that pages may reach; none unless it is named' },
    origin: { value: 'ORIGIN', many: true, help: 'an origin whose pages may use it, such as http://127.0.0.1:8080' },
    accept: { value: '[HOST:]PORT', help: 'where to listen, a loopback address; default: a free port of 127.0.0.1' },
    max_connections: { value: 'N', help: 'connections at a time; default 16' },
    max_bytes: { value: 'N', help: 'bytes of one connection, both ways together; default 67108864' },
    idle: { value: 'SECONDS', help: 'close a connection on which nothing came for so long; default 60' },
  },
  notes: [
    'Lets pages in a browser reach servers over TLS of their own (vitrine/web): it sees ciphertext only. It prints its address, which has a random token: give it to those pages alone.',
    'Names are resolved once, when it starts. What it refuses, and why, is printed on standard error; a page never learns it.',
  ],
  async run(values, _operands, context) {
    const { allow, origin } = values;
    if (allow.length === 0) throw usageError('name the servers that pages may reach: -allow HOST:PORT');
    if (origin.length === 0) throw usageError('name the origins whose pages may use it: -origin http://127.0.0.1:8080');
    const { host, port } = hostAndPort(values.accept ?? '0', 'accept');
    const number = (name: 'idle' | 'max_bytes' | 'max_connections'): number | undefined =>
      values[name] === undefined ? undefined : integerValue(values[name], name, 1);
    const idle = number('idle');
    const server = createRelay({
      destinations: allow.map((one) => one.toLowerCase()),
      origins: origin,
      maxConnections: number('max_connections'),
      maxBytes: number('max_bytes'),
      idleTimeout: idle && idle * 1000,
      random: context.world.random,
      observe: (event) => void context.note(relayLine(event)).catch(() => undefined),
    });
    const address = await server.listen(port, host);
    await context.print(`${address}\n`);
    await context.note(`relaying to ${allow.join(', ')} until Ctrl-C`);
    await untilInterrupted(context, [server]);
    return EXIT.ok;
  },
});
