/** A trace of RFC 8448, followed record by record: each message decodes and encodes to the same bytes, each secret is derived from what came
 * before, and each protected record opens under it and is sealed to the same bytes again. */
import { expect } from 'vitest';
import { type Bytes, bytesToHex, hexToBytes } from '../../../src/bytes/index.ts';
import { decode, encode } from '../../../src/codec/index.ts';
import { p256, x25519 } from '../../../src/ec/index.ts';
import { sha256 } from '../../../src/hash/index.ts';
import type { SecretName } from '../../../src/tls/index.ts';
import { extensionValue } from '../../../src/tls/messages/extensions.ts';
import { type ClientHello, HELLOS, type ServerHello } from '../../../src/tls/messages/hellos.ts';
import { Transcript } from '../../../src/tls/messages/transcript.ts';
import { groupsOf } from '../../../src/tls/negotiation/groups.ts';
import { schemesOf } from '../../../src/tls/negotiation/signature-schemes.ts';
import { suitesOf } from '../../../src/tls/negotiation/suites.ts';
import { unwrapInner, wrapInner } from '../../../src/tls/record/inner-plaintext.ts';
import type { Protection } from '../../../src/tls/record/protection.ts';
import { CONTENT } from '../../../src/tls/record/records.ts';
import { binderOf } from '../../../src/tls/tls13/binders.ts';
import { messageHash, protectionUnder, signedContent } from '../../../src/tls/tls13/handshake-keys.ts';
import {
  EarlySecret,
  type HandshakeSecret,
  hkdfExpandLabel,
  type MasterSecret,
  type ResumptionSecret,
  TrafficSecret,
} from '../../../src/tls/tls13/key-schedule.ts';
import { type HandshakeMessage13, handshake13 } from '../../../src/tls/tls13/messages.ts';
import { decodeCertificate } from '../../../src/x509/index.ts';
import vectors from '../../../vectors/rfc8448.json' with { type: 'json' };

export type Section = '3' | '4' | '5' | '6' | '7';
export type Side = 'client' | 'server';
interface EphemeralKey {
  readonly group: string;
  readonly privateKey: string;
}

export const SUITE = suitesOf(['TLS_AES_128_GCM_SHA256'], 'suite').tls13[0];
const CURVES = { x25519, secp256r1: p256 };
const curveOf = ({ group }: EphemeralKey) => CURVES[group as keyof typeof CURVES];
export const groupOf = ({ group }: EphemeralKey) => groupsOf([group], 'group')[0];

/** A record of the trace, opened. */
export interface OpenedRecord {
  readonly by: Side;
  readonly bytes: Bytes;
  /** The type of its content. */
  readonly content: number;
  readonly plaintext: Bytes;
  readonly isProtected: boolean;
}

/** A handshake message of the trace. */
export interface TracedMessage {
  readonly by: Side;
  readonly kind: HandshakeMessage13['kind'];
  readonly bytes: Bytes;
  readonly message: HandshakeMessage13;
}

/** A CertificateVerify of the trace. */
export interface TracedSignature {
  readonly by: Side;
  readonly scheme: string;
  readonly content: Bytes;
  readonly signature: Uint8Array;
}

interface Keys {
  protection: Protection;
  sequence: number;
}

/** @param psk - of the session that the trace resumes; undefined for none. */
export class Trace {
  readonly records: OpenedRecord[] = [];
  readonly messages: TracedMessage[] = [];
  readonly signatures: TracedSignature[] = [];
  readonly secrets = new Map<SecretName, Bytes>();
  readonly clientKeys: readonly EphemeralKey[];
  readonly serverKey: EphemeralKey;
  /** The PSK of its ticket; undefined without one. */
  psk: Bytes | undefined;
  /** Up to ServerHello, and up to the server's Finished. */
  helloAndAnswer = Transcript.EMPTY.hashedBy(sha256);
  flightTranscript = Transcript.EMPTY.hashedBy(sha256);

  readonly #psk: Uint8Array | undefined;
  readonly #keys: Partial<Record<Side, Keys>> = {};
  #transcript = Transcript.EMPTY.hashedBy(sha256);
  #hello: ClientHello | undefined;
  #handshake: HandshakeSecret | undefined;
  #traffic: { readonly client: TrafficSecret; readonly server: TrafficSecret } | undefined;
  #application: { readonly client: TrafficSecret; readonly server: TrafficSecret } | undefined;
  #master: MasterSecret | undefined;
  #resumption: ResumptionSecret | undefined;

  constructor(section: Section, psk?: Uint8Array) {
    const { clientKeys, serverKey, records } = vectors.traces.find((one) => one.section === section)!;
    this.clientKeys = clientKeys;
    this.serverKey = serverKey;
    this.#psk = psk;
    for (const { by, bytes } of records) this.#follow(by as Side, hexToBytes(bytes));
  }

  /** The records of one side. */
  by(side: Side): OpenedRecord[] {
    return this.records.filter(({ by }) => by === side);
  }

  find(kind: TracedMessage['kind'], by?: Side): TracedMessage {
    return this.messages.findLast((one) => one.kind === kind && (by === undefined || one.by === by))!;
  }

  /** (EC)DHE's result, as both ends compute it. */
  sharedSecret(): Bytes {
    const ours = this.clientKeys.find(({ group }) => group === this.serverKey.group)!;
    const curve = curveOf(ours);
    const [client, server] = [ours, this.serverKey].map(({ privateKey }) => hexToBytes(privateKey));
    const shared = curve.ecdh(client, curve.publicKey(server));
    expect(curve.ecdh(server, curve.publicKey(client))).toEqual(shared);
    return shared;
  }

  #follow(by: Side, bytes: Bytes): void {
    const [type] = bytes;
    const fragment = bytes.slice(5);
    if (type !== CONTENT.application_data) {
      this.records.push({ by, bytes, content: type, plaintext: fragment, isProtected: false });
      if (type === CONTENT.handshake) this.#hear(by, fragment);
      return;
    }
    const keys = this.#keys[by]!;
    const opened = keys.protection.open(keys.sequence, CONTENT.application_data, fragment);
    const inner = unwrapInner(opened);
    const again = wrapInner(inner.type, inner.content, opened.length - 1 - inner.content.length);
    expect(keys.protection.seal(keys.sequence, CONTENT.application_data, again)).toEqual(fragment);
    keys.sequence++;
    const { type: content, content: plaintext } = inner;
    this.records.push({ by, bytes, content, plaintext, isProtected: true });
    if (content !== CONTENT.handshake) return;
    for (let at = 0; at < plaintext.length; ) {
      const length = 4 + ((plaintext[at + 1] << 16) | (plaintext[at + 2] << 8) | plaintext[at + 3]);
      this.#hear(by, plaintext.slice(at, at + length));
      at += length;
    }
  }

  #install(by: Side, secret: TrafficSecret): void {
    this.#keys[by] = { protection: protectionUnder(secret, SUITE), sequence: 0 };
  }

  #hear(by: Side, bytes: Bytes): void {
    const isRetry = bytes[0] === 2 && HELLOS.hello_retry_request.matches(bytes);
    const codec = isRetry ? HELLOS.hello_retry_request.codec : handshake13;
    const message = decode(codec as typeof handshake13, bytes) as HandshakeMessage13;
    expect(bytesToHex(encode(codec as typeof handshake13, message as never))).toBe(bytesToHex(bytes));
    this.messages.push({ by, kind: message.kind, bytes, message });
    const before = this.#transcript;
    this.#transcript = before.add(bytes);
    switch (message.kind) {
      case 'client_hello':
        this.#onClientHello(message.value, bytes);
        break;
      case 'hello_retry_request':
        this.#transcript = Transcript.EMPTY.hashedBy(sha256)
          .add(messageHash(sha256, this.messages[0].bytes))
          .add(bytes);
        break;
      case 'server_hello':
        this.#onServerHello(message.value);
        break;
      case 'certificate_verify':
        this.#onCertificateVerify(by, message.value, before);
        break;
      case 'end_of_early_data':
        this.#install('client', this.#traffic!.client);
        break;
      case 'finished':
        this.#onFinished(by, message.value.verifyData, before);
        break;
      case 'new_session_ticket':
        this.psk = this.#resumption!.psk(message.value.ticketNonce);
        break;
      default:
    }
  }

  #watch = (name: SecretName, secret: Uint8Array): void => void this.secrets.set(name, new Uint8Array(secret));

  #early(): EarlySecret {
    return EarlySecret.from(sha256, this.#psk, this.#watch);
  }

  #onClientHello(hello: ClientHello, bytes: Bytes): void {
    this.#hello = hello;
    const psk = extensionValue(hello.extensions, 'pre_shared_key');
    if (psk === undefined) return;
    const binder = binderOf(this.#early(), Transcript.EMPTY.hashedBy(sha256), bytes, psk.binders);
    expect(psk.binders).toEqual([binder]);
    // §7.1: client_early_traffic_secret, which the engine does not have: it neither sends nor takes early data.
    const secret = hkdfExpandLabel(
      sha256,
      this.secrets.get('early_secret')!,
      'c e traffic',
      this.#transcript.digest(),
      32,
    );
    this.#install('client', new TrafficSecret(sha256, secret));
  }

  #onServerHello(answer: ServerHello): void {
    const share = extensionValue(answer.extensions, 'key_share')!;
    const offered = extensionValue(this.#hello!.extensions, 'key_share')!;
    const ours = this.clientKeys.find(({ group }) => group === this.serverKey.group)!;
    expect(share.group).toBe(groupOf(ours).id);
    const publicOf = (key: EphemeralKey) => curveOf(key).publicKey(hexToBytes(key.privateKey));
    expect(share.keyExchange).toEqual(publicOf(this.serverKey));
    expect(offered).toEqual([{ group: share.group, keyExchange: publicOf(ours) }]);
    this.#handshake = this.#early().handshake(this.sharedSecret(), this.#watch);
    this.helloAndAnswer = this.#transcript;
    this.#traffic = this.#handshake.traffic(this.#transcript.digest(), this.#watch);
    this.#install('server', this.#traffic.server);
    if (this.#keys.client === undefined) this.#install('client', this.#traffic.client);
  }

  #onCertificateVerify(
    by: Side,
    { algorithm, signature }: { readonly algorithm: number; readonly signature: Uint8Array },
    before: Transcript,
  ): void {
    const { message } = this.find('certificate', by);
    const [entry] = message.kind === 'certificate' ? message.value.certificateList : [];
    const scheme = schemesOf(['rsa_pss_rsae_sha256', 'ecdsa_secp256r1_sha256'], 'schemes').find(
      ({ id }) => id === algorithm,
    )!;
    const { publicKey } = decodeCertificate((entry as { certData: Uint8Array }).certData);
    const content = signedContent(by, before.digest());
    expect(scheme.verify(publicKey, content, signature)).toBe(true);
    this.signatures.push({ by, scheme: scheme.name, content, signature });
  }

  #onFinished(by: Side, verifyData: Uint8Array, before: Transcript): void {
    expect(this.#traffic![by].verifyData(before.digest())).toEqual(verifyData);
    if (by === 'server') {
      this.flightTranscript = this.#transcript;
      this.#master = this.#handshake!.master(this.#watch);
      this.#application = this.#master.application(this.#transcript.digest(), this.#watch);
    } else this.#resumption = this.#master!.resumption(this.#transcript.digest(), this.#watch);
    this.#install(by, this.#application![by]);
  }
}
