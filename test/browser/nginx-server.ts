/** nginx as the server that pages shake hands with through the relay: TLS 1.3, the certificate of server.test, one file. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { file, folder, freePort, startServerOn } from '../interop/peers.ts';
import { HOST } from '../node/loopback.ts';

const configuration = (port: number): string => `
daemon off;
master_process off;
pid nginx-relay.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  root ${folder};
  server {
    listen ${HOST}:${port} ssl;
    ssl_protocols TLSv1.3;
    ssl_certificate ${folder}/server.crt;
    ssl_certificate_key ${folder}/server.key;
  }
}`;

/** Starts it; it is ended with the tests of the file. @returns its port. It serves `/page.txt`: `behind glass`. */
export async function startNginx(): Promise<number> {
  const port = await freePort();
  await writeFile(join(folder, 'page.txt'), 'behind glass');
  const path = await file(`nginx-relay-${port}.conf`, configuration(port));
  await startServerOn(port, { command: 'nginx', args: ['-p', folder, '-e', 'stderr', '-c', path] });
  return port;
}
