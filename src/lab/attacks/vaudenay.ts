/** The padding oracle: two answers where one is due (Vaudenay 2002; Canvel, Hiltgen, Vaudenay and Vuagnoux 2003). */
import { bytesToUtf8, xor } from '../../bytes/index.ts';
import { sha256 } from '../../hash/index.ts';
import type { Attack, AttackGauge, AttackProgress } from '../attack.ts';
import { BLOCK, blocksOf, cbcServer, isRecovered, joined, openWithTwoAlerts } from '../cbc-server.ts';
import { Counter, fact, facts, prose } from '../parts.ts';

export const vaudenay: Attack = {
  fault:
    'Before TLS 1.1 a server answered decryption_failed for bad padding, and bad_record_mac for a bad MAC. Whoever may send ciphertexts learns from that whether the ' +
    'plaintext of the last block ends in valid padding.',
  difference: {
    soundFile: 'tls/record/cbc-padding.ts',
    sound: ['if ((goodPadding & ctEq(difference, 0)) === 0) throw badRecordMac();'],
    brokenFile: 'lab/cbc-server.ts',
    broken: [
      "if (padded.subarray(-padding).some((byte) => byte !== padding - 1)) return 'decryption-failed';",
      "return ctEqual(server.mac(content), mac) ? undefined : 'bad-record-mac';",
    ],
  },
  unit: 'records sent to the server',
  defence:
    'The engine looks at padding and MAC without branches, and combines both before anything depends on either. There is one error, from one place.',
  rule: 'RFC 5246 §6.2.3.2; Vaudenay 2002',
  async *run({ target, random }) {
    const server = cbcServer(sha256, random, 'GET / HTTP/1.1\r\nCookie: session=8f14e45fceea167a\r\n');
    const counter = new Counter(128);
    const isPadded = (fragment: Uint8Array): boolean =>
      (target === 'broken' ? openWithTwoAlerts(server, sha256, fragment) : server.openByEngine(fragment)) ===
      'bad-record-mac';
    const ask = (block: Uint8Array, before: Uint8Array): boolean => {
      counter.count++;
      // Two blocks in front, so that the record is long enough to hold a MAC.
      return isPadded(joined([random.bytes(BLOCK), random.bytes(BLOCK), random.bytes(BLOCK), before, block]));
    };
    const blocks = blocksOf(server.recorded);
    const found: Uint8Array[] = [];
    // Any answer but the two would do: where every record is answered alike, nothing distinguishes one byte from another.
    if (!(yield* tellsApart(() => ask(blocks[1], random.bytes(BLOCK)), counter)))
      return {
        won: false,
        count: counter.count,
        course: [],
        result: [
          facts('The answers', [fact('to 1,024 changed records', 'bad_record_mac, each time', 'RFC 5246 §7.2.2')]),
        ],
      };
    const whole = 16 * Math.floor(server.truth.length / 16);
    for (let i = 1; 16 * i <= whole; i++) {
      const left = whole - 16 * found.length;
      const gauge = (known: number): AttackGauge => ({ kind: 'open-bytes', value: left - known, whole });
      found.push(xor(yield* decryptedBlock(blocks[i], ask, counter, gauge), blocks[i - 1]));
    }
    const text = bytesToUtf8(joined(found));
    return {
      won: isRecovered(joined(found), { ...server, truth: server.truth.subarray(0, 16 * found.length) }),
      count: counter.count,
      course: [
        prose(
          'The attacker puts a block of the recording behind one of their own, and changes the last byte of it until the answer says that the padding is valid: ' +
            'then the plaintext ends in 00. That gives one byte. For the next one the padding is to be 01 01, and so on.',
        ),
        facts('Per byte', [fact('records', `${Math.round(counter.count / (16 * found.length))}`)]),
      ],
      result: [facts('Read, without any key', [fact('plaintext', text)])],
    };
  },
};

/** Whether two different answers occur at all. One in 256 records has valid padding. */
async function* tellsApart(ask: () => boolean, counter: Counter): AsyncGenerator<AttackProgress, boolean, void> {
  const first = ask();
  for (let i = 1; i < 1024; i++) {
    if (ask() !== first) return true;
    if (counter.isDue()) yield counter.progress('no answer differs from another');
  }
  return false;
}

/** What the cipher makes of a block, before the block in front of it is added: from the last byte to the first. */
async function* decryptedBlock(
  block: Uint8Array,
  ask: (block: Uint8Array, before: Uint8Array) => boolean,
  counter: Counter,
  gauge: (known: number) => AttackGauge,
): AsyncGenerator<AttackProgress, Uint8Array, void> {
  const inner = new Uint8Array(BLOCK);
  for (let at = BLOCK - 1; at >= 0; at--) {
    const padding = BLOCK - 1 - at;
    const before = new Uint8Array(BLOCK);
    for (let i = at + 1; i < BLOCK; i++) before[i] = inner[i] ^ padding;
    for (let guess = 0; guess < 256; guess++) {
      before[at] = guess;
      if (ask(block, before) && (at < BLOCK - 1 || isLastByteAlone(block, before, ask))) break;
    }
    inner[at] = before[at] ^ padding;
    yield counter.progress(`byte ${at + 1} of a block is known`, gauge(BLOCK - at));
  }
  return inner;
}

/** Whether the padding is 00, and not a longer one by chance: the byte in front may then be anything. */
function isLastByteAlone(
  block: Uint8Array,
  before: Uint8Array,
  ask: (block: Uint8Array, before: Uint8Array) => boolean,
): boolean {
  const changed = before.slice();
  changed[BLOCK - 2] ^= 1;
  return ask(block, changed);
}
