/** Records, alerts and ChangeCipherSpec. */
import type { SentencesOfFields } from '../../sentence.ts';

export const RECORDS = {
  TLSPlaintext: {
    '*': 'The header of a record: TLS sends everything in records of at most 16,384 bytes of content.',
    type: 'What the record carries: 20 change_cipher_spec, 21 alert, 22 handshake, 23 application_data; in TLS 1.3 every encrypted record says 23.',
    version:
      'The version of the record layer; in TLS 1.3 it is always 0x0303 (0x0301 in a first ClientHello) and means nothing.',
    length: 'How many bytes of content follow the header.',
  },
  TLSCiphertext: {
    '*': 'One whole record: its header, and content that may be encrypted.',
    type: 'What the record carries; in TLS 1.3 an encrypted record always says application_data, and its true type is inside.',
    version: 'The version of the record layer; TLS 1.3 always writes 0x0303.',
    fragment: 'The content: as it is before keys are in use, afterwards encrypted and authenticated.',
  },
  MACHeader: {
    '*': 'What a MAC or an AEAD tag of TLS 1.2 covers beside the content, so that records cannot be moved or relabelled.',
    seqNum: 'The number of the record since its keys came into use, from 0; it is never sent, since both sides count.',
    type: 'The content type that the record’s header has.',
    version: 'The version that the record’s header has.',
    length: 'The length of the plaintext in bytes, not of what is sent.',
  },
  ChangeCipherSpec: {
    '*': 'Announces in TLS 1.2 that the sender’s next record uses the new keys; in TLS 1.3 it is sent only to please old middleboxes.',
    type: 'Always 1.',
  },
  Alert: {
    '*': 'Tells the other side that the sender closes the connection, or what went wrong.',
    level:
      'warning (1) or fatal (2); in TLS 1.3 the description alone decides, and all but close_notify and user_canceled end the connection.',
    description: 'What happened: close_notify (0) is the proper end, every other number names a fault.',
  },
} as const satisfies SentencesOfFields;
