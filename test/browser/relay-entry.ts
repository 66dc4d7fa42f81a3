/** What the page of the relay's test runs: TLS of its own with a server, and the session under glass. */
import { systemRandom } from '../../src/bytes/index.ts';
import { handshakeExhibit, loadSentences, renderHtml, SessionRecorder } from '../../src/explain/index.ts';
import { connect } from '../../src/web/index.ts';
import { readCertificatesPem } from '../../src/x509/index.ts';

export interface Question {
  readonly relay: string;
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly roots: string;
}

/** Fetches `/page.txt` over HTTP/1.1, and shows the session. */
export async function run({ relay, host, port, name, roots }: Question) {
  const recorder = new SessionRecorder('client', new Date());
  const streams = await connect({
    ...{ relay, host, port, name: { dns: name }, random: systemRandom, time: () => new Date(), versions: ['TLSv1.3'] },
    verification: {
      mode: 'roots',
      roots: readCertificatesPem(roots),
      profile: 'rfc5280',
      revocation: { policy: 'off' },
    },
    observe: (event) => recorder.take(event, new Date()),
  });
  const { session } = streams;
  const writer = streams.writable.getWriter();
  await writer.write(new TextEncoder().encode(`GET /page.txt HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`));
  let answer = '';
  const decoder = new TextDecoder();
  const reader = streams.readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    answer += decoder.decode(value, { stream: true });
  }
  await writer.close();
  await streams.closed;
  recorder.end(undefined);
  const exhibit = handshakeExhibit(recorder.recording(`${host}:${port}`));
  const page = renderHtml(exhibit, { showSecrets: false, sentences: await loadSentences('zh') });
  return { page, version: session!.version, suite: session!.suite, verified: session!.peer?.validation?.ok, answer };
}
