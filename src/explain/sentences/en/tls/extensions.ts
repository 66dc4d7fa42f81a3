/** The extensions of TLS. */
import type { SentencesOfFields } from '../../sentence.ts';

export const EXTENSIONS = {
  Extension: {
    '*': 'One extension: its kind, and a content whose form the kind defines.',
    type: 'Which extension it is; unknown ones are skipped, so that old and new programs can talk.',
    server_name:
      'The name of the host that the client means, readable by everyone on the way; the server answers with an empty one if it used it.',
    status_request: 'The client asks for an OCSP response with the certificate (stapling), or the server brings one.',
    supported_groups: 'The groups for the key exchange that the sender can use, the preferred one first.',
    ec_point_formats: 'How points may be written in TLS 1.2; only uncompressed (0) is still used.',
    signature_algorithms: 'The signature schemes that the sender can verify, the preferred one first.',
    application_layer_protocol_negotiation:
      'The protocols that the client would speak inside, such as h2 or http/1.1; the server answers with one.',
    encrypt_then_mac: 'CBC suites shall compute the MAC over the ciphertext, which ends padding oracles.',
    extended_master_secret:
      'The master secret shall depend on the whole handshake, so that no two sessions can be made to share one.',
    record_size_limit: 'How large a record’s content the sender can take.',
    session_ticket: 'A ticket to resume a session of TLS 1.2; empty if the client has none and would take one.',
    pre_shared_key:
      'The sessions (or agreed keys) from which the client would resume; always the last extension, since its binders cover all before.',
    early_data: 'The client sends data before the server has answered (0-RTT); in a ticket, how much of it is allowed.',
    supported_versions: 'The versions that the client offers; from the server, the one it chose.',
    cookie: 'Bytes that the server wants back in the second ClientHello, so that it need not keep state.',
    psk_key_exchange_modes: 'Whether resumption shall include a fresh Diffie-Hellman exchange.',
    certificate_authorities:
      'The names of the authorities that the sender trusts, to help the other side choose its certificate.',
    signature_algorithms_cert:
      'The schemes for signatures inside certificates, where they differ from those of the handshake.',
    key_share:
      'Ephemeral public values: the client’s guess at the group, then the server’s own value or the group it wants instead.',
    renegotiation_info: 'Ties a renegotiation to the connection that it continues; empty in a first handshake.',
    unknown: 'The content of an extension that this engine does not know, as bytes.',
  },
  ServerName: {
    '*': 'One name of the server.',
    nameType: 'The kind of name: 0 is a DNS name, the only kind.',
    hostName: 'The DNS name, without a dot at the end; never an IP address.',
  },
  ServerNameAcknowledged: { '*': 'Empty: the server used the name.' },
  NamedGroup: { '*': 'A group for the key exchange: a curve, a finite field, or a hybrid with ML-KEM.' },
  ECPointFormat: { '*': 'A way to write a point: 0 is uncompressed, 04 followed by x and y.' },
  ProtocolName: { '*': 'The name of an application protocol, such as h2 or http/1.1.' },
  EncryptThenMac: { '*': 'It has no content: that it is there says it.' },
  ExtendedMasterSecret: { '*': 'It has no content: that it is there says it.' },
  RecordSizeLimit: {
    recordSizeLimit:
      'The most bytes of plaintext in one protected record; in TLS 1.3 the byte of the content type counts.',
  },
  SessionTicket: { ticket: 'The ticket as the server gave it; empty asks for one.' },
  SessionTicketPromised: { '*': 'Empty: the server will send a NewSessionTicket.' },
  RenegotiationInfo: {
    renegotiatedConnection: 'The Finished values of the handshake before; empty in a first one.',
  },
  OfferedPsks: {
    identities: 'The pre-shared keys that the client offers, each by its ticket or its agreed name.',
    binders: 'For each identity a proof that the client has the key, over the ClientHello up to here.',
  },
  PskIdentity: {
    '*': 'One pre-shared key that the client offers.',
    identity: 'The ticket as the server gave it, or the agreed name of the key.',
    obfuscatedTicketAge: 'Milliseconds since the ticket came, plus its ticket_age_add modulo 2³²; 0 for an agreed key.',
  },
  PskBinderEntry: {
    '*': 'An HMAC under a key of that pre-shared key: it ties the key to this ClientHello.',
  },
  SelectedPsk: { selectedIdentity: 'Which of the offered keys the server took, counted from 0.' },
  EarlyDataIndication: {
    '*': 'Announces early data, or bounds it.',
    maxEarlyDataSize: 'The most bytes of early data that the server takes with this ticket.',
  },
  SelectedVersion: { selectedVersion: 'The chosen version: 0x0304 is TLS 1.3.' },
  Cookie: { cookie: 'Bytes that mean something only to the server.' },
  PskKeyExchangeMode: {
    '*': 'psk_ke (0) uses the pre-shared key alone; psk_dhe_ke (1) adds a fresh exchange, so that old recordings stay closed.',
  },
  KeyShareEntry: {
    '*': 'An ephemeral public value in one group.',
    group: 'The group that the value belongs to.',
    keyExchange:
      'The public value: a point, 32 bytes of X25519, or for a hybrid the values of both parts one after the other.',
  },
  KeyShareHelloRetryRequest: {
    selectedGroup: 'The group for which the server wants a key share.',
  },
} as const satisfies SentencesOfFields;
