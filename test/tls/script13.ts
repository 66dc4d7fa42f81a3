/** An honest session of TLS 1.3, written down, so that a test can bring either end to any state and say the next thing or another one,
 * under the keys that the peer would have then. Seeds are fixed, so an end that hears the same says the same. */
import { type Bytes, concat } from '../../src/bytes/index.ts';
import { encode } from '../../src/codec/index.ts';
import { sha256 } from '../../src/hash/index.ts';
import {
  CODE_POINTS,
  CONTENT,
  createClient,
  createServer,
  type SecretName,
  TicketKeys,
  type TlsEvent,
  tlsRecord,
} from '../../src/tls/index.ts';
import { HELLOS } from '../../src/tls/messages/hellos.ts';
import { suitesOf } from '../../src/tls/negotiation/suites.ts';
import { wrapInner } from '../../src/tls/record/inner-plaintext.ts';
import type { Protection } from '../../src/tls/record/protection.ts';
import type { ContentKind } from '../../src/tls/record/records.ts';
import { protectionUnder } from '../../src/tls/tls13/handshake-keys.ts';
import { TrafficSecret } from '../../src/tls/tls13/key-schedule.ts';
import { JUDGED_BY } from '../judged.ts';
import { ca, clientOptions, End, Pair, resumptionOf, serverOptions, sessionsOf } from './parties.ts';
import { peerOf, type Role } from './script.ts';

const SUITE = 'TLS_AES_128_GCM_SHA256';
export type Epoch = 'clear' | 'handshake' | 'application';

export interface Line13 {
  readonly by: Role;
  readonly kind: string;
  readonly content: ContentKind;
  readonly plaintext: Uint8Array;
  readonly epoch: Epoch;
}

export interface Scene13 {
  readonly mutual: boolean;
  /** Whether the server asks for another ClientHello. */
  readonly retry?: boolean;
  /** Whether the session is resumed, with certificates of an earlier one; then the server sends a ticket too. */
  readonly resumed?: boolean;
}

const clientCertificate = { mode: 'require', ...JUDGED_BY, roots: [ca] } as const;
const tickets = { keys: new TicketKeys([new Uint8Array(32).fill(3)]), lifetime: 3600 };
const earlier = sessionsOf({ ciphers: [SUITE] }, { ciphers: [SUITE], clientCertificate, tickets });

const optionsOf = ({ mutual, retry = false, resumed = false }: Scene13, observe?: (event: TlsEvent) => void) => ({
  client: clientOptions({
    ...{ ciphers: [SUITE], groups: ['x25519', 'secp256r1'] },
    ...(resumed && { resumption: resumptionOf(earlier) }),
    ...(observe && { observe }),
  }),
  server: serverOptions({
    ciphers: [SUITE],
    groups: [retry ? 'secp256r1' : 'x25519'],
    clientCertificate: mutual ? clientCertificate : { mode: 'none' },
    ...(resumed && { tickets }),
  }),
});

type Secrets = Partial<Record<SecretName, Uint8Array>>;

export class Script13 {
  readonly lines: Line13[] = [];
  readonly #scene: Scene13;
  readonly #secrets: Secrets = {};

  constructor(scene: Scene13) {
    this.#scene = scene;
    const isDone = { client: false, server: false };
    // The client sees everything: what it sends, and what the server does.
    const observe = (event: TlsEvent) => {
      if (event.kind === 'secret') this.#secrets[event.name] = event.secret;
      if (event.kind !== 'record' || event.type === 'alert') return;
      const by = event.direction === 'sent' ? 'client' : 'server';
      const plaintext = event.plaintext.slice();
      const kind = event.type === 'handshake' ? kindOf(plaintext) : event.type;
      const epoch = event.parts === undefined ? 'clear' : isDone[by] ? 'application' : 'handshake';
      this.lines.push({ by, kind, content: event.type, plaintext, epoch });
      if (kind === 'finished') isDone[by] = true;
    };
    const { client, server } = optionsOf(scene, observe);
    const pair = new Pair(client, server).handshake().talk();
    // So that each has said KeyUpdate too.
    pair.client.take(pair.client.connection.updateKeys({ peer: true }));
    pair.exchange();
  }

  /** Without ChangeCipherSpec, which means nothing. */
  by(role: Role): Line13[] {
    return this.lines.filter((line) => line.by === role && line.kind !== 'change_cipher_spec');
  }

  find(kind: string): Line13 | undefined {
    return this.lines.find((line) => line.kind === kind);
  }

  /** A fresh end, and a peer that speaks to it. */
  stage(role: Role): Stage13 {
    const { client, server } = optionsOf(this.#scene);
    return new Stage13(
      role === 'client' ? createClient(client) : createServer(server),
      new Voice13(peerOf(role), this.#secrets),
    );
  }
}

function kindOf(message: Uint8Array): string {
  if (message[0] === 2 && HELLOS.hello_retry_request.matches(message)) return 'hello_retry_request';
  return CODE_POINTS.handshakeType.get(message[0])!;
}

class Voice13 {
  readonly #role: Role;
  readonly #secrets: Secrets;
  readonly #protections = new Map<Epoch, { protection: Protection; sequence: number }>();

  constructor(role: Role, secrets: Secrets) {
    this.#role = role;
    this.#secrets = secrets;
  }

  say(content: ContentKind, plaintext: Uint8Array, epoch: Epoch): Bytes {
    const type = CONTENT[content];
    if (epoch === 'clear') return encode(tlsRecord, { type, version: 0x0303, fragment: plaintext });
    const keys = this.#keysOf(epoch);
    const inner = wrapInner(type, plaintext, 0);
    const fragment = keys.protection.seal(keys.sequence++, CONTENT.application_data, inner);
    return encode(tlsRecord, { type: CONTENT.application_data, version: 0x0303, fragment });
  }

  #keysOf(epoch: 'handshake' | 'application') {
    const known = this.#protections.get(epoch);
    if (known !== undefined) return known;
    const bytes = this.#secrets[`${this.#role}_${epoch}_traffic_secret`]!;
    const secret = new TrafficSecret(sha256, bytes.slice() as Bytes);
    const [suite] = suitesOf([SUITE], 'name').tls13;
    const keys = { protection: protectionUnder(secret, suite), sequence: 0 };
    this.#protections.set(epoch, keys);
    return keys;
  }
}

export class Stage13 extends End {
  readonly voice: Voice13;

  constructor(connection: ConstructorParameters<typeof End>[0], voice: Voice13) {
    super(connection);
    this.voice = voice;
    this.take(connection.start());
  }

  hear(lines: readonly Line13[]): this {
    for (const { content, plaintext, epoch } of lines) this.say(content, plaintext, epoch);
    return this;
  }

  say(content: ContentKind, plaintext: Uint8Array, epoch: Epoch): this {
    return this.take(this.connection.receive(this.voice.say(content, plaintext, epoch)));
  }
}

/** One record with two messages in it. */
export const joined = (first: Line13, second: Uint8Array): Line13 => ({
  ...first,
  plaintext: concat(first.plaintext, second),
});
