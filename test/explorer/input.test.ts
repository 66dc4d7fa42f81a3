import { describe, expect, it } from 'vitest';
import { bytesToBase64, bytesToBase64url, bytesToHex, hexToBytes, utf8ToBytes } from '../../src/bytes/index.ts';
import { ExplorerError, readInput } from '../../src/explorer/index.ts';
import { MOST_INPUT, pastedBytes } from '../../src/explorer/input.ts';
import { SAMPLES } from '../../src/explorer/samples/embedded.ts';
import { decodeCertificate, readCertificatesPem } from '../../src/x509/index.ts';

const [{ der }] = readCertificatesPem(SAMPLES.server);
const read = (text: string) => readInput(utf8ToBytes(text));
const hex = bytesToHex(der);

describe('vectors', () => {
  it('DER comes in every form in which people paste it', () => {
    const pairs = hex.match(/../g)!;
    const dump = (hex.match(/.{1,32}/g) ?? []).map((line, i) => {
      const groups = line.match(/.{1,4}/g)!.join(' ');
      return `${(16 * i).toString(16).padStart(8, '0')}: ${groups.padEnd(39)}  ${'.'.repeat(line.length / 2)}`;
    });
    const forms = [
      hex,
      hex.toUpperCase(),
      pairs.join(' '),
      pairs.join(':'),
      `0x${pairs.join(', 0x')}`,
      dump.join('\n'),
    ];
    for (const text of forms) expect(read(text), text.slice(0, 40)).toEqual({ form: 'hex', bytes: der });
    const base64 = bytesToBase64(der);
    for (const text of [base64, `${base64.replace(/.{64}/g, '$&\r\n')}\n`, bytesToBase64url(der)]) {
      expect(read(text)).toEqual({ form: 'base64', bytes: der });
    }
    expect(readInput(der)).toEqual({ form: 'der', bytes: der });
    expect(decodeCertificate(readInput(der).bytes).isCA).toBe(false);
  });

  it('hexdump -C has two blanks in the middle, and an offset alone at the end', () => {
    const lines = (hex.match(/.{1,32}/g) ?? []).map((line, i) => {
      const bytes = line.match(/../g)!;
      const column = `${bytes.slice(0, 8).join(' ').padEnd(23)}  ${bytes.slice(8).join(' ').padEnd(23)}`;
      return `${(16 * i).toString(16).padStart(8, '0')}  ${column}  |${'.|'.repeat(bytes.length / 2)}|`;
    });
    const end = der.length.toString(16).padStart(8, '0');
    expect(read(`${lines.join('\n')}\n${end}\n`)).toEqual({ form: 'hex', bytes: der });
  });

  it('a line of any length is looked at once', () => {
    // In exponential time, sixty digits take minutes.
    for (const text of [
      `0000: ${'a'.repeat(200_000)}!`,
      `0000: ${'aa '.repeat(100_000)}!`,
      `00000000  ${'|'.repeat(200_000)}!`,
    ]) {
      expect(read(text).form).toBe('text');
    }
  });

  it('text that is none of them stays text', () => {
    for (const text of ['please look at this text', 'lorem ipsum '.repeat(100), 'beef: cafe and more']) {
      expect(read(text).form).toBe('text');
    }
    for (const text of [SAMPLES.server, SAMPLES.kubeconfig, 'hello, world', 'abc', '', '{"kind":"Config"}']) {
      expect(read(text).form).toBe('text');
    }
    expect(read('{"vitrine":"recording","version":1}').form).toBe('recording');
  });

  it('captures of any byte order are captures, and no DER', () => {
    for (const magic of ['a1b2c3d4', 'd4c3b2a1', 'a1b23c4d', '4d3cb2a1']) {
      expect(readInput(hexToBytes(`${magic}00`)).form, magic).toBe('capture');
    }
    for (const order of ['1a2b3c4d', '4d3c2b1a']) {
      expect(readInput(hexToBytes(`0a0d0d0a00000000${order}`)).form, order).toBe('pcapng');
    }
    expect(readInput(hexToBytes('0a0d0d0a0000000000000000')).form).toBe('der');
  });

  it('it is a copy', () => {
    const raw = new Uint8Array(der);
    const { bytes } = readInput(raw);
    raw.fill(0);
    expect(bytes).toEqual(der);
  });
});

describe('misuse', () => {
  it('what is too large is refused before it is looked at', () => {
    expect(pastedBytes('a'.repeat(MOST_INPUT + 1))).toBeUndefined();
    // Three bytes each.
    expect(pastedBytes('密'.repeat(MOST_INPUT / 2))).toBeUndefined();
    expect(pastedBytes('a\ud800')).toEqual(utf8ToBytes('a\ufffd'));
    expect(() => readInput(new Uint8Array(MOST_INPUT + 1))).toThrow(ExplorerError);
  });
});
