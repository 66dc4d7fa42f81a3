import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat, hexToBytes } from '../../../src/bytes/index.ts';
import { annotate, type Codec, DecodeError, decode, encode } from '../../../src/codec/index.ts';
import { kubernetesEnvelope } from '../../../src/kubernetes/api/envelope.ts';
import { jsonOfMessage, messageOf } from '../../../src/kubernetes/api/object-messages.ts';
import {
  bool,
  bytes,
  embedded,
  integer,
  message,
  repeated,
  string,
  varint,
} from '../../../src/kubernetes/api/protobuf.ts';
import { fieldOf } from '../../../src/kubernetes/documents.ts';
import { reviewSchemaOf } from '../../../src/kubernetes/registry/schema/reviews.ts';
import { schemaOf } from '../../../src/kubernetes/registry/schema/schemas.ts';
import { arbitraryOf } from '../../../src/testing/index.ts';

const selfSubjectAccessReview = messageOf(reviewSchemaOf({ kind: 'SelfSubjectAccessReview' })!);
const selfSubjectReview = messageOf(reviewSchemaOf({ kind: 'SelfSubjectReview' })!);

/** The bodies of `kubectl auth whoami` and `kubectl auth can-i get pods`, as kubectl 1.32.4 posted them. */
const WHOAMI = hexToBytes(
  '6b3873000a2d0a1861757468656e7469636174696f6e2e6b38732e696f2f7631121153656c665375626a65637452657669657712' +
    '1a0a100a0012001a0022002a0032003800420012060a040a0012001a002200',
);
const CAN_I = hexToBytes(
  '6b3873000a320a17617574686f72697a6174696f6e2e6b38732e696f2f7631121753656c665375626a656374416363657373526576696577123c' +
    '0a100a0012001a0022002a00320038004200' +
    '121e0a1c0a0764656661756c7412036765741a0022002a04706f647332003a001a08080012001a0020001a002200',
);

const pair = message('Pair', 'here', {
  name: string(1),
  flag: bool(2),
  inner: embedded(3, message('In', 'here', { raw: bytes(1) })),
  many: repeated(string(4)),
  count: integer(5, 32),
});

const codeOf = (codec: Codec<unknown>, input: Uint8Array): string => {
  try {
    decode(codec, input);
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('vectors', () => {
  it('reads what kubectl posts, and writes it again byte for byte', () => {
    const { object } = decode(kubernetesEnvelope, CAN_I);
    expect(object.typeMeta).toEqual({ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' });
    const review = decode(selfSubjectAccessReview, object.raw!);
    expect(fieldOf(review, 'spec', 'resourceAttributes')).toEqual({
      namespace: 'default',
      verb: 'get',
      group: '',
      version: '',
      resource: 'pods',
      subresource: '',
      name: '',
    });
    expect(bytesToHex(encode(selfSubjectAccessReview, review))).toBe(bytesToHex(object.raw!));
    for (const body of [WHOAMI, CAN_I]) {
      expect(bytesToHex(encode(kubernetesEnvelope, decode(kubernetesEnvelope, body)))).toBe(bytesToHex(body));
    }
    expect(Object.keys(decode(selfSubjectReview, decode(kubernetesEnvelope, WHOAMI).object.raw!))).toEqual([
      'metadata',
      'status',
    ]);
  });

  // protobuf.dev/programming-guides/encoding, "Base 128 Varints" and "A Simple Message".
  it.each([
    ['01', 1n],
    ['9601', 150n],
    ['ffffffffffffffffff01', 2n ** 64n - 1n],
  ])('reads the varint %s', (hex, value) => {
    expect(decode(varint, hexToBytes(hex))).toBe(value);
    expect(bytesToHex(encode(varint, value))).toBe(hex);
  });
});

describe('properties', () => {
  const codecs: readonly [string, Codec<unknown>][] = [
    ['varint', varint as Codec<unknown>],
    ['envelope', kubernetesEnvelope as Codec<unknown>],
    ['message', pair as Codec<unknown>],
  ];

  it.each(codecs)('%s round-trips what it generates', (_, codec) => {
    fc.assert(
      fc.property(arbitraryOf(codec), (value) => {
        expect(decode(codec, encode(codec, value))).toEqual(value);
      }),
    );
  });

  it('an object reads as the JSON that it was written from', () => {
    const type = { group: 'rbac.authorization.k8s.io', kind: 'RoleBinding' };
    const codec = messageOf(schemaOf(type)!);
    const words = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' });
    const subject = fc.record({ kind: words, name: words });
    const binding = fc.record({
      metadata: fc.record({ name: words, labels: fc.dictionary(words, words, { minKeys: 1, maxKeys: 3 }) }),
      subjects: fc.array(subject, { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(binding, ({ metadata, subjects }) => {
        const labels = Object.entries(metadata.labels).map(([key, value]) => ({ key, value }));
        const raw = encode(codec, { metadata: { ...metadata, labels }, subjects });
        expect(jsonOfMessage(schemaOf(type)!, raw, 1000)).toEqual({ metadata, subjects });
      }),
    );
  });

  it.each(codecs)('%s: no truncation is taken for the whole', (_, codec) => {
    fc.assert(
      fc.property(arbitraryOf(codec), (value) => {
        const whole = encode(codec, value);
        for (let length = 0; length < whole.length; length++) {
          const cut = whole.subarray(0, length);
          // A message cut between two of its fields is a message without the later ones: the format's own exception.
          if (codeOf(codec, cut) === 'accepted') expect(decode(codec, cut)).not.toEqual(value);
        }
      }),
    );
  });

  it('throws nothing but DecodeError', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (input) => void codeOf(pair as Codec<unknown>, input)));
  });

  it('passes over fields that it does not know', () => {
    fc.assert(
      fc.property(arbitraryOf(pair), (review) => {
        const later = hexToBytes(`f80101${'f101'}0102030405060708${'f501'}01020304${'f201'}0161`);
        expect(decode(pair, concat(later, encode(pair, review)))).toEqual(review);
      }),
    );
  });

  it('shows every byte when it is watched', () => {
    const { span } = annotate(kubernetesEnvelope, CAN_I);
    const walk = (node: typeof span): void => {
      if (node.children.length === 0) return;
      expect(node.children[0].start).toBe(node.start);
      expect(node.children.at(-1)?.end).toBe(node.end);
      for (const [i, child] of node.children.entries()) {
        if (i > 0) expect(child.start).toBe(node.children[i - 1].end);
        walk(child);
      }
    };
    walk(span);
    expect(span.end).toBe(CAN_I.length);
  });
});

describe('misuse', () => {
  it('reads a repeated field as often as it comes, and a negative number in ten bytes', () => {
    const value = { many: ['a', '', 'a'], count: -1 };
    expect(bytesToHex(encode(pair, value))).toBe('220161' + '2200' + '220161' + '28ffffffffffffffffff01');
    expect(decode(pair, hexToBytes('22016128ffffffffffffffffff012200220161'))).toEqual(value);
  });
  it.each([
    ['a cut varint', '1080', 'truncated'],
    ['a varint of eleven bytes', '10ffffffffffffffffffff01', 'varint-overflow'],
    ['a varint past 64 bits', '10ffffffffffffffffff02', 'varint-overflow'],
    ['a bool of two', '1002', 'out-of-range'],
    ['a length past the end', '0a0561', 'truncated'],
    ['a length of 2^64-1', '0affffffffffffffffff0161', 'truncated'],
    ['text that is not UTF-8', '0a01ff', 'invalid-utf8'],
    ['one field twice', '0a0161' + '0a0162', 'duplicate-field'],
    ['a known field of another wire type', '0801', 'wrong-wire-type'],
    ['a group', '2b2c', 'wrong-wire-type'],
    ['the field number zero', '0001', 'field-number'],
    ['the field number 2^29', '8080808010' + '00', 'field-number'],
    ['an inner length past the outer', '1a020a05', 'truncated'],
    ['an int32 of 33 bits', '288080808010', 'out-of-range'],
  ])('refuses %s', (_, hex, code) => {
    expect(codeOf(pair as Codec<unknown>, hexToBytes(hex))).toBe(code);
  });

  it('refuses to write what it could not read', () => {
    expect(() => encode(pair, { name: '\ud800' })).toThrow(expect.objectContaining({ code: 'invalid-utf8' }));
    expect(() => encode(pair, { flag: 1 as never })).toThrow(expect.objectContaining({ code: 'out-of-range' }));
    expect(() => encode(varint, 2n ** 64n)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
  });

  it('has another magic refused', () => {
    expect(codeOf(kubernetesEnvelope as Codec<unknown>, hexToBytes('6b38730100'))).toBe('unexpected-value');
  });
});
