/** Faults of limits: where they are told to be, and by which rule. */
import { describe, expect, it } from 'vitest';
import { derNode, diagnose } from '../../src/asn1/index.ts';
import { concat } from '../../src/bytes/index.ts';
import { DecodeError, decode } from '../../src/codec/index.ts';
import { pathText } from '../../src/codec/internal.ts';
import { inspect, renderHtml, renderJson, renderText } from '../../src/explain/index.ts';

/** SEQUENCEs in each other. */
function nested(levels: number): Uint8Array {
  let made = new Uint8Array();
  for (let i = 0; i < levels; i++) {
    const { length } = made;
    made = concat(new Uint8Array(length < 0x80 ? [0x30, length] : [0x30, 0x81, length]), made);
  }
  return made;
}

function faultOf(run: () => unknown): DecodeError {
  try {
    run();
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error('is read');
}

const DEEP = nested(70);

describe('pathText', () => {
  it('shows a path of 20 levels whole, and of a longer one the ends', () => {
    const path = Array.from({ length: 21 }, (_, i) => `${i}`);
    expect(pathText(path.slice(1))).toBe('1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20');
    expect(pathText(path)).toBe('0.1.2.3 … 18.19.20 (21 levels)');
    expect(pathText(path, ' › ', (count) => `共 ${count} 层`)).toBe('0 › 1 › 2 › 3 … 18 › 19 › 20 共 21 层');
    expect(pathText([])).toBe('');
  });
});

describe('a fault of a limit', () => {
  it('names the limit and the reason for it', () => {
    const rules = [
      faultOf(() => decode(derNode, DEEP)),
      faultOf(() => decode(derNode, DEEP, { limits: { nodes: 3 } })),
      faultOf(() => decode(derNode, DEEP, { limits: { bytes: 9 } })),
      ...diagnose(DEEP, { limits: { depth: 2 } }),
    ].map(({ code, rule }) => `${code}: ${rule}`);
    const why = 'against input that is made to exhaust its reader';
    expect(rules).toEqual([
      `too-deep: Not in the standards: a limit of 64 levels (limits.depth), ${why}`,
      `too-many-nodes: Not in the standards: a limit of 3 elements (limits.nodes), ${why}`,
      `too-large: Not in the standards: a limit of 9 bytes (limits.bytes), ${why}`,
      `too-deep: Not in the standards: a limit of 2 levels (limits.depth), ${why}`,
    ]);
  });

  it('is told with a short path to people, and with the whole one to programs', () => {
    const { exhibit, fault } = inspect(DEEP, { title: 'deep' });
    expect(fault!.path).toHaveLength(65);
    const short = 'ANY.0.0.0 … 0.0.0 (65 levels)';
    expect(fault!.message).toContain(`too-deep at byte ${fault!.at} in ${short} (`);
    const options = { showSecrets: false };
    for (const told of [renderText(exhibit, options), renderHtml(exhibit, options)]) {
      expect(told).toContain(`in ${short}: too-deep`);
      expect(told).not.toMatch(/0(\.0){9}/);
    }
    expect(JSON.stringify(renderJson(exhibit, options))).toContain(JSON.stringify(fault!.path));
  });
});
