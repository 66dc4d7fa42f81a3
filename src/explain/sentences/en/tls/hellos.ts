/** The hellos: ClientHello, ServerHello, HelloRetryRequest, EncryptedExtensions. */
import type { SentencesOfFields } from '../../sentence.ts';

export const HELLOS = {
  ClientHello: {
    clientVersion: 'The highest version that the client speaks.',
    legacyVersion:
      'Always 0x0303, for middleboxes that refuse what they do not know; the versions offered stand in supported_versions.',
    random: '32 fresh random bytes: they make each handshake, and so its keys, different.',
    sessionId: 'The session that the client would resume, or none.',
    legacySessionId:
      'Bytes without meaning, which the server repeats, so that middleboxes take the handshake for a resumption.',
    cipherSuites: 'The combinations of algorithms that the client can use, the preferred one first.',
    compressionMethods:
      'Only null, if the client is careful: compressing before encrypting lets lengths tell secrets (CRIME).',
    legacyCompressionMethods: 'Always only null: TLS 1.3 compresses nothing, since lengths told secrets (CRIME).',
    extensions: 'What else the client offers; the server may answer only what stands here.',
  },
  ServerHello: {
    serverVersion: 'The chosen version.',
    legacyVersion: 'Always 0x0303, for middleboxes; the version that was chosen stands in supported_versions.',
    random:
      '32 random bytes of the server; the last 8 say “DOWNGRD” if it knows a higher version than it chose, so that a forced downgrade shows.',
    sessionId: 'The id under which the session can be resumed, or none.',
    legacySessionIdEcho: 'The client’s bytes, repeated.',
    cipherSuite: 'The chosen suite: one that the client offered.',
    compressionMethod: 'Null: nothing is compressed.',
    legacyCompressionMethod: 'Always null.',
    extensions: 'The server’s answers to the client’s extensions; in TLS 1.3 only those that the key exchange needs.',
  },
  HelloRetryRequest: {
    serverVersion: 'Always 0x0303.',
    legacyVersion: 'Always 0x0303; the version stands in supported_versions.',
    random:
      'The SHA-256 hash of “HelloRetryRequest”: by it the client tells this message from a ServerHello, whose number it has.',
    sessionId: 'The client’s bytes, as they came.',
    legacySessionIdEcho: 'The client’s bytes, repeated.',
    cipherSuite: 'The chosen suite; the ServerHello that follows must choose the same.',
    compressionMethod: 'Null: nothing is compressed.',
    legacyCompressionMethod: 'Always null.',
    extensions: 'The version, the group for which a key share is wanted, a cookie to be sent back.',
  },
  EncryptedExtensions: {
    extensions: 'Answers that no observer needs to see, such as the chosen application protocol.',
  },
  SessionID: { '*': 'Names a session: at most 32 bytes.' },
  Random: { '*': 'Fresh random bytes.' },
  CipherSuite: {
    '*': 'A cipher suite; in TLS 1.3 it names only the AEAD and the hash, before that also the key exchange and the kind of signature.',
  },
  CompressionMethod: { '*': 'A compression method: null (0) does nothing.' },
  ProtocolVersion: {
    '*': 'A version: 0x0304 is TLS 1.3, 0x0303 TLS 1.2; older ones are refused by all who follow RFC 8996.',
  },
} as const satisfies SentencesOfFields;
