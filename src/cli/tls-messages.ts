/** `-msg`: the handshake messages, alerts and ChangeCipherSpecs of a session, printed as they are sent or received, in OpenSSL's format. */
import { encode } from '../codec/index.ts';
import { alertMessage, type TlsEvent } from '../tls/index.ts';

const ARROWS = { sent: '>>>', received: '<<<' } as const;
const BYTES_OF_LINE = 16;

/** The output of `-msg` for an event; empty for other kinds of events. */
export function messageText(event: TlsEvent): string {
  switch (event.kind) {
    case 'message':
      return shown(event.direction, VERSIONS[event.dialect], 'Handshake', pascalCase(event.message.kind), event.bytes);
    case 'alert': {
      const { level, description } = event;
      return shown(
        event.direction,
        'TLS',
        'Alert',
        `${level} ${description}`,
        encode(alertMessage, { level, description }),
      );
    }
    case 'change-cipher-spec':
      return shown(event.direction, 'TLS', 'ChangeCipherSpec', '', Uint8Array.of(1));
    default:
      return '';
  }
}

/** The versions' names. At the time of a hello the version is not negotiated yet. */
const VERSIONS = { hello: 'TLS', tls12: 'TLS 1.2', 'tls12-ecdhe': 'TLS 1.2', tls13: 'TLS 1.3' } as const;

function shown(
  direction: 'received' | 'sent',
  version: string,
  content: string,
  name: string,
  bytes: Uint8Array,
): string {
  const length = bytes.length.toString(16).padStart(4, '0');
  const head = `${ARROWS[direction]} ${version}, ${content} [length ${length}]${name === '' ? '' : `, ${name}`}\n`;
  let lines = '';
  for (let at = 0; at < bytes.length; at += BYTES_OF_LINE) {
    const hex = [...bytes.subarray(at, at + BYTES_OF_LINE)].map((byte) => byte.toString(16).padStart(2, '0'));
    lines += `    ${hex.join(' ')}\n`;
  }
  return head + lines;
}

/** `client_hello` is `ClientHello`. */
const pascalCase = (kind: string): string =>
  kind.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
