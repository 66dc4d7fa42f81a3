/** Several files as one input. */
import { describe, expect, it } from 'vitest';
import { bytesToUtf8, concat, hexToBytes, utf8ToBytes } from '../../src/bytes/index.ts';
import { blocksOf } from '../../src/explain/internal.ts';
import { joinedFiles } from '../../src/explorer/files.ts';
import { SAMPLES } from '../../src/explorer/samples/embedded.ts';

const pem = utf8ToBytes(SAMPLES.ca);
const [{ bytes: der }] = blocksOf(pem, {});

describe('joinedFiles', () => {
  it('leaves a single file as it is', () => {
    const rubbish = hexToBytes('00ff');
    expect(joinedFiles([rubbish])).toBe(rubbish);
  });

  it('puts PEM and DER one after the other', () => {
    // A PEM file without a line feed at its end.
    const joined = joinedFiles([pem.subarray(0, -1), der, pem]) as Uint8Array;
    expect(bytesToUtf8(joined)).toContain('-----BEGIN DER-----\n');
    expect(blocksOf(joined, {}).map(({ bytes }) => bytes)).toEqual([der, der, der]);
  });

  it('names the first file that is neither', () => {
    expect(joinedFiles([pem, utf8ToBytes('notes'), hexToBytes('00')])).toBe(1);
    expect(joinedFiles([pem, new Uint8Array()])).toBe(1);
    expect(joinedFiles([concat(der), pem, utf8ToBytes('0')])).toBe(2);
  });
});
