/** The program of a session with a real server: by TCP of its own, without a relay. */
import { parseIpAddress } from '../../x509/index.ts';
import { destinationOf, fittingLive } from '../live.ts';
import type { SettingTexts } from '../settings.ts';
import { importLine, textLiteral } from './literal.ts';

/** A program that shakes hands with the server, and prints the session. @param destination - `HOST:PORT`.
 * @returns undefined for another text. */
export function liveProgram(destination: string, set: SettingTexts): string | undefined {
  const server = destinationOf(destination);
  if (server === undefined) return undefined;
  const { version, suite, group, servername, request, unverified } = fittingLive(set);
  const name = servername === '' ? server.host : servername;
  const isVerified = unverified !== 'yes';
  const chosen = [
    version === 'any' ? '' : `  minVersion: ${textLiteral(version)},\n  maxVersion: ${textLiteral(version)},\n`,
    suite === 'any' ? '' : `  ciphers: [${textLiteral(suite)}],\n`,
    group === 'any' ? '' : `  groups: [${textLiteral(group)}],\n`,
    isVerified
      ? `  roots,\n  profile: 'rfc5280',\n  revocation: { policy: 'off' },\n`
      : '  // Takes any certificate: an attacker in the middle could read everything.\n  dangerouslyUnverified: true,\n',
  ];
  const head = `GET / HTTP/1.1\r\nHost: ${name}\r\nUser-Agent: vitrine\r\nConnection: close\r\n\r\n`;
  return `${importLine('once', 'node:events')}${isVerified ? importLine('readFileSync', 'node:fs') : ''}${importLine('handshakeExhibit, renderText, SessionRecorder', 'vitrine/explain')}${importLine(isVerified ? 'connect, systemRoots' : 'connect', 'vitrine/node')}
${isVerified ? ROOTS : ''}const recorder = new SessionRecorder('client', new Date());
const socket = connect({
  host: ${textLiteral(server.host)},
  port: ${server.port},
  name: { ${parseIpAddress(name) ? 'ip' : 'dns'}: ${textLiteral(name)} },
${chosen.join('')}  observe: (event) => recorder.take(event, new Date()),
});
try {
  await once(socket, 'secureConnect');
  ${request === 'yes' ? `socket.write(${textLiteral(head)});\n  setTimeout(() => socket.end(), 3000).unref();` : 'socket.end();'}
  for await (const _ of socket);
  recorder.end(undefined);
} catch (error) {
  recorder.end(error);
}
console.log(renderText(handshakeExhibit(recorder.recording(${textLiteral(destination)})), { showSecrets: false }));
`;
}

const ROOTS = `// The roots that the server's certificate is judged by: a file that is named, or the system's.
const [, , file] = process.argv;
const roots = file ? readFileSync(file, 'utf8') : (await systemRoots({ source: 'system', env: process.env })).certificates;
`;
