/** A wire between a TLS client and a server, which keeps what passes over it. Up to ChangeCipherSpec a TLS 1.2 handshake is in the
 * clear, certificates too, so that it tells what was agreed on, whatever either end says. Read here by hand and by node:crypto. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { HOST } from '../node/loopback.ts';

/** What one connection showed. */
export interface Handshake {
  /** The suite of ServerHello, by its number. */
  readonly suite: number | undefined;
  /** The subject of the certificate that an end showed, one RDN a line; undefined where it showed none. */
  readonly client: string | undefined;
  readonly server: string | undefined;
}

interface Flow {
  readonly fromClient: Buffer[];
  readonly fromServer: Buffer[];
}

export class Wire {
  readonly #flows: Flow[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#carry(client));
  /** Where it leads. */
  target = 0;

  static async open(): Promise<Wire> {
    const wire = new Wire();
    wire.#server.listen(0, HOST);
    await once(wire.#server, 'listening');
    return wire;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What has passed, connection by connection. */
  handshakes(): Handshake[] {
    return this.#flows.map(({ fromClient, fromServer }) => {
      const [client, server] = [fromClient, fromServer].map((pieces) => messagesOf(Buffer.concat(pieces)));
      return {
        suite: suiteIn(server.get(SERVER_HELLO)),
        client: subjectIn(client.get(CERTIFICATE)),
        server: subjectIn(server.get(CERTIFICATE)),
      };
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #carry(client: Socket): void {
    const server = connect(this.target, HOST);
    const flow: Flow = { fromClient: [], fromServer: [] };
    this.#flows.push(flow);
    client.on('data', (bytes) => flow.fromClient.push(bytes)).pipe(server);
    server.on('data', (bytes) => flow.fromServer.push(bytes)).pipe(client);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ]) {
      this.#sockets.add(socket);
      // Without an end when it was reset: the other side is to see the same.
      socket.on('error', () => other.destroy()).on('close', () => this.#sockets.delete(socket));
    }
  }
}

const HANDSHAKE = 22; // RFC 5246 §6.2.1, ContentType
const SERVER_HELLO = 2; // RFC 5246 §7.4, HandshakeType
const CERTIFICATE = 11;

/** The handshake messages up to ChangeCipherSpec, by their type: header and body of RFC 5246 §7.4 in records of §6.2.1. */
function messagesOf(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const fragments: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === HANDSHAKE; ) {
    const end = at + 5 + bytes.readUInt16BE(at + 3);
    fragments.push(bytes.subarray(at + 5, end));
    at = end;
  }
  const flight = Buffer.concat(fragments);
  const messages = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= flight.length; ) {
    const end = at + 4 + flight.readUIntBE(at + 1, 3);
    messages.set(flight[at], flight.subarray(at + 4, end));
    at = end;
  }
  return messages;
}

/** RFC 5246 §7.4.1.3: version (2), random (32), session_id<0..32>, cipher_suite. */
const suiteIn = (message: Buffer | undefined): number | undefined => message?.readUInt16BE(35 + message[34]);

/** RFC 5246 §7.4.2: certificate_list<0..2^24-1> of ASN.1Cert<1..2^24-1>, the sender's own first. */
function subjectIn(message: Buffer | undefined): string | undefined {
  if (message === undefined || message.length < 6) return undefined;
  return new X509Certificate(message.subarray(6, 6 + message.readUIntBE(3, 3))).subject;
}
