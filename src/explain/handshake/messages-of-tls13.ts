/** A summary and the facts of each handshake message of TLS 1.3 (RFC 8446 §4). */
import { equalBytes } from '../../bytes/index.ts';
import { CODE_POINTS, cipherSuiteName, type DescribedMessage } from '../../tls/index.ts';
import type { TlsLog } from '../document/events.ts';
import type { Fact } from '../document/exhibit.ts';
import { certificateFacts, certificateNote, certificateOf, hex16, nameOf, nameText, type Told } from './messages.ts';
import { finishedMacs } from './traffic-keys.ts';

type Message = Extract<DescribedMessage, { readonly dialect: 'tls13' }>['message'];
type ValueOf<K> = Extract<Message, { readonly kind: K }>['value'];
type Kind = Exclude<Message['kind'], 'client_hello' | 'server_hello'>;

/** Functions that describe HelloRetryRequest and the messages after ServerHello. */
export const TELLERS_13: { readonly [K in Kind]: (value: ValueOf<K>, log: TlsLog) => Told } = {
  hello_retry_request: (value) => {
    const { cipherSuite, extensions } = value;
    const group = (extensions ?? []).flatMap((one) => (one.kind === 'key_share' ? [one.value.selectedGroup] : []))[0];
    const name = group === undefined ? 'none' : nameOf(CODE_POINTS.namedGroup, group);
    return {
      note: `asks for another ClientHello, with a key share of ${group === undefined ? 'no other group' : (CODE_POINTS.namedGroup.get(group) ?? hex16(group))}`,
      facts: [
        {
          label: 'random',
          value: 'the hash of “HelloRetryRequest”: what tells it from a ServerHello',
          rule: 'RFC 8446 §4.1.3',
        },
        { label: 'cipher suite', value: cipherSuiteName(cipherSuite) ?? hex16(cipherSuite), rule: 'RFC 8446 §4.1.4' },
        { label: 'group', value: name, rule: 'RFC 8446 §4.2.8' },
      ],
    };
  },
  encrypted_extensions: ({ extensions }) => ({
    note: 'the first encrypted message: what need not be in the clear',
    facts: [extensionsFact(extensions, 'RFC 8446 §4.3.1')],
  }),
  certificate: ({ certificateList }) => {
    const certificates = certificateList.map(({ certData }) => certificateOf(certData));
    return {
      note: certificateNote(certificates),
      facts: certificates.flatMap((one) => (one === undefined ? [] : certificateFacts(one))),
    };
  },
  certificate_request: ({ extensions }) => {
    const authorities = extensions.flatMap((one) => (one.kind === 'certificate_authorities' ? one.value : []));
    return {
      note: 'requests the client’s certificate too',
      facts: [
        {
          label: 'accepts certificates issued by',
          value: authorities.map(nameText).join('; ') || 'any authority',
          rule: 'RFC 8446 §4.2.4',
        },
        extensionsFact(extensions, 'RFC 8446 §4.3.2'),
      ],
    };
  },
  certificate_verify: tellCertificateVerify,
  finished: tellFinished,
  new_session_ticket: ({ ticketLifetime, ticketNonce, ticket }) => ({
    note: 'a name for a PSK of this session: the client brings it back to resume',
    facts: [
      { label: 'lifetime', value: `${ticketLifetime} s`, rule: 'RFC 8446 §4.6.1' },
      {
        label: 'its PSK is',
        value: 'HKDF-Expand-Label(resumption_master_secret, "resumption", nonce)',
        rule: 'RFC 8446 §4.6.1',
      },
      { label: 'nonce', value: ticketNonce, rule: 'RFC 8446 §4.6.1' },
      { label: 'ticket', value: ticket, rule: 'RFC 8446 §4.6.1' },
    ],
  }),
  end_of_early_data: () => ({ note: 'the end of early data', facts: [] }),
  key_update: ({ requestUpdate }) => ({
    note: 'what I send after this is under the next traffic secret',
    facts: [
      {
        label: 'next secret',
        value: 'HKDF-Expand-Label(this traffic secret, "traffic upd")',
        rule: 'RFC 8446 §7.2',
      },
      {
        label: 'the peer is to',
        value: requestUpdate === 1 ? 'change its key too' : 'do nothing',
        rule: 'RFC 8446 §4.6.3',
      },
    ],
  }),
};

function tellFinished({ verifyData }: ValueOf<'finished'>, log: TlsLog): Told {
  const rule = 'RFC 8446 §4.4.4';
  const mac = finishedMacs(log).find((one) => equalBytes(one.verifyData, verifyData));
  const made: Fact[] =
    mac === undefined
      ? [{ label: 'finished_key', value: 'HKDF-Expand-Label(handshake traffic secret, "finished")', rule }]
      : [
          { label: 'Hash(all messages)', value: mac.transcriptHash, rule },
          { label: mac.key.name, value: mac.key.value, rule, secret: true },
          {
            label: 'which is',
            value: `HKDF-Expand-Label(${mac.key.parent}, "finished", "", ${mac.key.value.length})`,
            rule,
          },
        ];
  return {
    note: 'a MAC of all messages so far, keyed from the sender’s handshake traffic secret',
    facts: [
      { label: 'verify_data', value: verifyData, rule },
      { label: 'which is', value: `HMAC(${mac?.key.name ?? 'finished_key'}, Hash(all messages))`, rule },
      ...made,
    ],
  };
}

function tellCertificateVerify({ algorithm, signature }: ValueOf<'certificate_verify'>, log: TlsLog): Told {
  const rule = 'RFC 8446 §4.4.3';
  const proof = log.find('transcript-signature', (one) => equalBytes(one.signature, signature));
  const facts: Fact[] = [
    { label: 'scheme', value: nameOf(CODE_POINTS.signatureScheme, algorithm), rule },
    { label: 'signs', value: '64 spaces, whose signature it is, 0, hash of all messages', rule },
  ];
  if (proof !== undefined) {
    facts.push(
      { label: 'hash of all messages', value: proof.transcriptHash, rule },
      { label: 'the signature is', value: proof.valid ? 'right' : 'WRONG', rule },
    );
  }
  return {
    note: 'signs all messages so far, with the key of its certificate',
    facts: [...facts, { label: 'signature', value: signature, rule }],
  };
}

const extensionsFact = (extensions: readonly { readonly kind: string }[], rule: string): Fact => ({
  label: 'extensions',
  value: extensions.map(({ kind }) => kind).join(', ') || 'none',
  rule,
});
