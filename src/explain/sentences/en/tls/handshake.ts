/** The header of handshake messages, and what each message is for. */
import type { SentencesOfFields } from '../../sentence.ts';

export const HANDSHAKE = {
  Handshake: {
    '*': 'One message of the handshake: its type, its length, its body.',
    type: 'Which message it is.',
    length: 'How many bytes of body follow.',
    hello_request:
      'The server asks the client to begin a handshake anew; TLS 1.3 has no such message, and this engine refuses it.',
    client_hello: 'The client opens: it offers versions, cipher suites and extensions, and sends fresh random bytes.',
    server_hello:
      'The server answers: it chooses one version and one cipher suite of those offered, and sends its own random bytes.',
    hello_retry_request:
      'The server asks for another ClientHello, since it has no use for the key shares in the first one or wants a cookie back.',
    new_session_ticket:
      'The server hands out a ticket with which the client can resume the session later, without certificates.',
    end_of_early_data: 'The client ends its early data; it is part of the transcript.',
    encrypted_extensions:
      'The server’s answers to extensions that need not be readable by everyone: the first encrypted message of TLS 1.3.',
    certificate: 'The sender’s certificate and those that link it to an authority that the receiver trusts.',
    server_key_exchange: 'The server’s ephemeral public value, signed with the key of its certificate.',
    certificate_request: 'The server asks the client for a certificate too, and says which kinds it can verify.',
    server_hello_done: 'The server has said all it has to say, and waits for the client.',
    certificate_verify:
      'The sender proves that it has the private key of its certificate, by signing the handshake so far.',
    client_key_exchange:
      'The client’s part of the key exchange: an encrypted secret (RSA) or an ephemeral public value (ECDHE).',
    certificate_status:
      'A fresh OCSP response about the server’s certificate, so that the client need not ask for one.',
    finished: 'A keyed hash of the whole handshake: whoever changed one bit of it on the way cannot make this value.',
    key_update: 'The sender’s next records use a new key, which both sides derive from the present one.',
  },
  HelloRequest: { '*': 'It has no content.' },
  ServerHelloDone: { '*': 'It has no content.' },
  EndOfEarlyData: { '*': 'It has no content.' },
  ServerKeyExchange: {
    '*': 'The server’s half of the Diffie-Hellman exchange in TLS 1.2, with a signature.',
    params: 'The curve, and the server’s ephemeral point on it.',
    algorithm: 'The signature scheme: one that the client offered in signature_algorithms.',
    signature:
      'The server’s signature over both randoms and the parameters, which ties the ephemeral value to its certificate and to this connection.',
  },
  ServerECDHParams: {
    curveType: 'How the curve is given: 3 is by name, the only way still allowed.',
    namedCurve: 'The group: one that the client offered in supported_groups.',
    point: 'The server’s ephemeral public value: a point (04, then x and y), or 32 bytes for X25519.',
  },
  ClientKeyExchange: {
    '*': 'What the client contributes to the secret.',
    encryptedPreMasterSecret:
      'The premaster secret, 48 bytes, encrypted with the server’s RSA key: whoever gets that key later can read the recording.',
    point: 'The client’s ephemeral public value: with the server’s it gives the secret, and neither is kept.',
  },
  PreMasterSecret: {
    '*': 'The secret that the client draws with RSA key transport, and from which all keys follow.',
    clientVersion: 'The highest version that the client offered, so that a forged lower offer is noticed.',
    random: '46 random bytes.',
  },
  CertificateVerify: {
    algorithm: 'The signature scheme: one that the other side offered, and that fits the certificate’s key.',
    signature:
      'The signature over the handshake so far; in TLS 1.3 over its hash, after 64 spaces and a text that names the signer’s role.',
  },
  Finished: {
    verifyData:
      'The keyed hash of all messages so far: 12 bytes of the PRF in TLS 1.2, an HMAC as long as the hash in TLS 1.3.',
  },
  KeyUpdate: {
    requestUpdate: 'Whether the other side must change its key too: 0 no, 1 yes.',
  },
  NewSessionTicket: {
    ticketLifetimeHint: 'For how many seconds the server expects to honour the ticket; 0 says nothing.',
    ticketLifetime: 'For how many seconds the ticket may be used, at most 604,800 (a week).',
    ticketAgeAdd:
      'A random number that the client adds to the ticket’s age, so that an observer cannot link the two connections by it.',
    ticketNonce: 'Different for each ticket of a connection, so that each has its own pre-shared key.',
    ticket: 'What the client sends back to resume: here the session’s state, sealed by the server for itself.',
    extensions: 'Extensions of the ticket; the only one defined allows early data.',
  },
} as const satisfies SentencesOfFields;
