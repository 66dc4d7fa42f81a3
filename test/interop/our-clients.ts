/** Our clients for the cells: `connect()` of the library, and `vitrine s_client`, in this process. */
import { join } from 'node:path';
import { type ConnectOptions, connect } from '../../src/node/index.ts';
import { Shell } from '../cli/shell.ts';
import { closingWithFile } from '../closing.ts';
import { JUDGED_BY } from '../judged.ts';
import { HOST, readAll } from '../node/loopback.ts';
import { PKI } from './cell-files.ts';
import type { Cell, OUR_CLIENTS } from './cells.ts';
import { folder } from './peers.ts';

/** What came back, and what our side says of the session. */
export interface Talked {
  readonly received: Buffer;
  readonly version: string;
  readonly group: string | undefined;
  readonly isVerified: boolean;
}

export const optionsOf = ({ version, kind, mutual }: Pick<Cell, 'kind' | 'mutual' | 'version'>) => {
  const { ca, client } = PKI[kind];
  return {
    ...{ ...JUDGED_BY, roots: ca.cert, minVersion: version, maxVersion: version, name: { dns: 'localhost' } },
    ...(mutual && { cert: client.cert, key: client.key }),
  } as const;
};

async function byConnect(cell: Cell, port: number, sent: Buffer, ends: boolean): Promise<Talked> {
  const socket = connect({ host: HOST, port, ...optionsOf(cell) } as ConnectOptions);
  try {
    if (ends) socket.end(sent);
    else socket.write(sent);
    const received = await readAll(socket);
    const { version, group } = socket.session!;
    return { received, version, group, isVerified: socket.authorized };
  } finally {
    socket.destroy();
  }
}

const shell = new Shell();
closingWithFile(() => shell.remove());

async function bySClient(cell: Cell, port: number, sent: Buffer, ends: boolean): Promise<Talked> {
  const { version, kind, mutual } = cell;
  const at = (name: string): string => join(folder, `${kind}-${name}`);
  const own = mutual ? ['-cert', at('client.crt'), '-key', at('client.key')] : [];
  const only = version === 'TLSv1.2' ? '-tls1_2' : '-tls1_3';
  const argv = ['s_client', '-brief', only, '-servername', 'localhost', '-CAfile', at('ca.crt'), ...own];
  const { code, bytes, stderr } = await shell.run([...argv, ...(ends ? [] : ['-ign_eof']), `${HOST}:${port}`], {
    stdin: sent,
  });
  if (code !== 0) throw new Error(stderr);
  const all = Buffer.from(bytes);
  const [head, told = '', verified, group] =
    /^CONNECTION ESTABLISHED\nProtocol version: (\S+)\n[\s\S]*?\nVerification: (\S+)\nGroup: (\S+)\n/.exec(
      all.toString('latin1'),
    ) ?? [''];
  return { received: all.subarray(head.length), version: told, group, isVerified: verified === 'OK' };
}

/** Sends, and takes all that comes until the peer ends.
 * @param ends - whether our side ends once all is sent, for peers that wait for that; an HTTP server may take it for a client that has gone. */
export const talk = (cell: Cell<string, (typeof OUR_CLIENTS)[number]>, port: number, sent: Buffer, ends: boolean) =>
  (cell.ours === 'connect' ? byConnect : bySClient)(cell, port, sent, ends);
