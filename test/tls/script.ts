/** An honest session, written down: each record with what is in it, so that a test can bring either end to any state, say the
 * next thing or another one, and protect it as the peer would. Seeds are fixed, so an end that hears the same says the same. */
import type { Bytes } from '../../src/bytes/index.ts';
import { encode } from '../../src/codec/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import {
  type CipherSuiteName,
  CODE_POINTS,
  CONTENT,
  createClient,
  createServer,
  type HandshakeKind,
  handshake,
  RSA_CIPHER_SUITES,
  type ServerOptions,
  TicketKeys,
  type TlsEvent,
  tlsRecord,
} from '../../src/tls/index.ts';
import { suitesOf } from '../../src/tls/negotiation/suites.ts';
import type { Protection } from '../../src/tls/record/protection.ts';
import type { ContentKind } from '../../src/tls/record/records.ts';
import { JUDGED_BY } from '../judged.ts';
import { ca, clientOptions, End, Pair, resumptionOf, serverCredentials, serverOptions, sessionsOf } from './parties.ts';

/** What a peer can say. */
export type InputKind = HandshakeKind | 'server_key_exchange' | 'application_data' | 'change_cipher_spec';

export type Role = 'client' | 'server';
export const peerOf = (role: Role): Role => (role === 'client' ? 'server' : 'client');

/** One thing that a peer says. */
export interface Line {
  readonly by: Role;
  readonly kind: InputKind;
  readonly content: ContentKind;
  readonly plaintext: Uint8Array;
  /** Whether its ChangeCipherSpec came before. */
  readonly isProtected: boolean;
}

type Keys = Extract<TlsEvent, { kind: 'key-block' }>['parts'];

export interface Scene {
  readonly mutual: boolean;
  /** Default is one with RSA key transport and CBC. */
  readonly suite?: CipherSuiteName;
  /** Whether the server sends a CertificateStatus. */
  readonly stapled?: boolean;
  /** Whether an earlier session is resumed. */
  readonly resumed?: boolean;
}
const suiteOf = ({ suite = RSA_CIPHER_SUITES[0] }: Scene): CipherSuiteName => suite;

const tickets = { keys: new TicketKeys([new Uint8Array(32).fill(3)]), lifetime: 3600 };

const optionsOf = (scene: Scene, observe?: (event: TlsEvent) => void) => {
  const server: Partial<ServerOptions> = {
    ciphers: [suiteOf(scene)],
    credentials: { ...serverCredentials, ...(scene.stapled && { ocspResponse: Uint8Array.of(48, 3, 10, 1, 1) }) },
    tickets,
    clientCertificate: scene.mutual ? { mode: 'require', ...JUDGED_BY, roots: [ca] } : { mode: 'none' },
  };
  return {
    client: clientOptions({
      ciphers: [suiteOf(scene)],
      requestOcsp: scene.stapled === true,
      // So that the server sends a ticket.
      resumption: resumptionOf(scene.resumed ? sessionsOf({ ciphers: [suiteOf(scene)] }, server) : []),
      ...(observe && { observe }),
    }),
    server: serverOptions(server),
  };
};

/** A script, and the means to say its lines. */
export class Script {
  readonly lines: Line[] = [];
  readonly #scene: Scene;
  #keys: Keys | undefined;

  constructor(scene: Scene) {
    this.#scene = scene;
    const isProtected = { client: false, server: false };
    // The client sees everything: what it sends, and what the server does.
    const observe = (event: TlsEvent) => {
      if (event.kind === 'key-block') this.#keys = event.parts;
      if (event.kind !== 'record' || event.type === 'alert') return;
      const by = event.direction === 'sent' ? 'client' : 'server';
      const plaintext = event.plaintext.slice();
      const kind = event.type === 'handshake' ? kindOf(plaintext) : event.type;
      this.lines.push({ by, kind, content: event.type, plaintext, isProtected: isProtected[by] });
      if (event.type === 'change_cipher_spec') isProtected[by] = true;
    };
    const { client, server } = optionsOf(scene, observe);
    new Pair(client, server).handshake().talk();
  }

  by(role: Role): Line[] {
    return this.lines.filter((line) => line.by === role);
  }

  /** Some line of that kind, whoever says it in the script. */
  find(kind: InputKind): Line | undefined {
    return this.lines.find((line) => line.kind === kind);
  }

  /** A fresh end, and a peer that speaks to it. */
  stage(role: Role): Stage {
    const { client, server } = optionsOf(this.#scene);
    return new Stage(
      role === 'client' ? createClient(client) : createServer(server),
      new Voice(peerOf(role), this.#keys!, suiteOf(this.#scene)),
    );
  }
}

const kindOf = (message: Uint8Array) => CODE_POINTS.handshakeType.get(message[0]) as InputKind;

/** A peer that says what it is told to, in plaintext or under the session's keys. */
class Voice {
  #protection: Protection | undefined;
  #sequence = 0;
  readonly #role: Role;
  readonly #keys: Keys;
  readonly #suite: CipherSuiteName;

  constructor(role: Role, keys: Keys, suite: CipherSuiteName) {
    this.#role = role;
    this.#suite = suite;
    this.#keys = keys;
  }

  say(content: ContentKind, plaintext: Uint8Array): Bytes {
    const type = CONTENT[content];
    const fragment = this.#protection?.seal(this.#sequence++, type, plaintext) ?? plaintext;
    return encode(tlsRecord, { type, version: 0x0303, fragment });
  }

  protect(): void {
    const [suite] = suitesOf([this.#suite], 'name').tls12;
    const keys = {
      macKey: new Uint8Array(this.#keys[`${this.#role}_write_MAC_key`]),
      key: new Uint8Array(this.#keys[`${this.#role}_write_key`]),
      fixedIv: new Uint8Array(this.#keys[`${this.#role}_write_IV`]),
    };
    this.#protection = suite.bulk.protection(keys, { encryptThenMac: true, random: seededRandom('voice') });
    this.#sequence = 0;
  }
}

export class Stage extends End {
  readonly voice: Voice;

  constructor(connection: ConstructorParameters<typeof End>[0], voice: Voice) {
    super(connection);
    this.voice = voice;
    this.take(connection.start());
  }

  hear(lines: readonly Line[]): this {
    for (const line of lines) this.say(line.content, line.plaintext, line.kind === 'change_cipher_spec');
    return this;
  }

  /** @param changes - what follows is protected. */
  say(content: ContentKind, plaintext: Uint8Array, changes = false): this {
    this.take(this.connection.receive(this.voice.say(content, plaintext)));
    if (changes) this.voice.protect();
    return this;
  }
}

export const HELLO_REQUEST: Line = {
  by: 'server',
  kind: 'hello_request',
  content: 'handshake',
  plaintext: encode(handshake, { kind: 'hello_request', value: {} }),
  isProtected: false,
};
