import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CopyName, type Engine, loadEngine, readSources, writeCopies } from '../../bench/hooks/copies.ts';
import { medianInterval } from '../../bench/hooks/interval.ts';
import { hooksSection, resultsOf } from '../../bench/hooks/report.ts';
import { strip } from '../../bench/hooks/strip.ts';
import { worksOf } from '../../bench/hooks/work.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { writePrivateKeyPem } from '../../src/keys/index.ts';
import { closingWithFile } from '../closing.ts';
import { opensslKey } from '../fixtures/rsa-vectors.ts';
import { JUDGED_BY } from '../judged.ts';
import { isWholeTable } from '../property-runs.ts';

/** As text: a key of one copy is not another copy's. */
const KEY_PEM = writePrivateKeyPem(opensslKey(2048), 'pkcs8');

// Three copies of the engine: where INTEROP=all.
describe.runIf(isWholeTable)('the copy without hooks', () => {
  let engines: Readonly<Record<CopyName, Engine>>;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vitrine-hooks-'));
    closingWithFile(() => rmSync(folder, { recursive: true }));
    await writeCopies(folder);
    const [hooks, none, again] = await Promise.all(
      (['hooks', 'none', 'again'] as const).map((copy) => loadEngine(folder, copy)),
    );
    engines = { hooks, none, again };
  });

  /** What observers of a key, a chain and a certificate are told: how many things. */
  function told({
    codec,
    hash: { seededRandom },
    keys,
    rsa,
    signatures: { RSA_PKCS1_SHA256 },
    x509,
  }: Engine): number[] {
    const events = { key: 0, chain: 0 };
    const random = seededRandom('test/bench');
    rsa.generateRsaKey({ modulusBits: 512, insecure: true, random, observe: () => void events.key++ });
    const key = keys.readPrivateKeyPem(KEY_PEM);
    const [notBefore, notAfter] = [new Date('2030-01-01T00:00:00Z'), new Date('2031-01-01T00:00:00Z')];
    const extensions = x509.caExtensions();
    const validity = { notBefore, notAfter };
    const root = x509.selfSign({
      subject: x509.makeName(['CN', 'a']),
      key,
      scheme: RSA_PKCS1_SHA256,
      validity,
      extensions,
      random,
    });
    const common = { intermediates: [], roots: [root], time: notBefore, purpose: 'any' } as const;
    x509.validateChain({ ...JUDGED_BY, leaf: root, ...common, observe: () => void events.chain++ });
    const { span } = codec.annotate(x509.certificate, root.der) as { span?: { children: readonly unknown[] } };
    return [events.key, events.chain, span?.children.length ?? 0];
  }

  it('tells nobody anything', () => {
    expect(told(engines.none)).toEqual([0, 0, 0]);
    for (const count of told(engines.hooks)) expect(count).toBeGreaterThan(1);
    expect(told(engines.again)).toEqual(told(engines.hooks));
  });

  it('does the same otherwise', () => {
    const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);
    const results = (engine: Engine) =>
      worksOf(engine).map((work) => [work.name, JSON.stringify(work.result(), plain)]);
    expect(results(engines.none)).toEqual(results(engines.hooks));
  });
});

describe('taking out', () => {
  const sources = readSources();
  const changed = (file: string, change: (source: string) => string) =>
    new Map(sources).set(file, change(sources.get(file)!));

  it('finds calls to their end, whatever is in them', () => {
    const source = `a;\n  this.#options.observe?.({ at: f('a)b', \`(\`), g: (1) });\n// observe?.(here)\nb; watch?.(x)`;
    const { sources: stripped, removed } = strip(changed('rsa/events.ts', () => source));
    expect(stripped.get('rsa/events.ts')).toBe('a;\n  undefined;\n// observe?.(here)\nb; undefined');
    expect(removed.get('rsa/events.ts')).toBe(2);
  });

  it('takes out of every room that has hooks', () => {
    const rooms = new Set([...strip(sources).removed.keys()].map((what) => /^(\w+)\//.exec(what)?.[1]));
    expect([...rooms].filter((room) => room !== undefined).sort()).toEqual(['hash', 'rsa', 'tls', 'x509']);
  });

  it('refuses a hook that it does not know', () => {
    expect(() => strip(changed('rsa/events.ts', () => 'if (observe !== undefined) observe(event);'))).toThrow(
      'rsa/events.ts still has a hook',
    );
    expect(() => strip(changed('rsa/events.ts', () => 'reader.trace!.open();'))).toThrow('still has a hook');
  });

  it('refuses when one that it knows is gone', () => {
    const without = changed('codec/writer.ts', (source) => source.replace('this.path = path;', 'this.path ??= path;'));
    expect(() => strip(without)).toThrow('no source has');
  });
});

describe('comparing', () => {
  it('finds a difference, and between what bounds it lies', () => {
    const ratios = Array.from({ length: 41 }, (_, i) => 1.05 + (i - 20) / 1000);
    const { median, low, high, count } = medianInterval(ratios, seededRandom('test/bench'));
    expect([median, count]).toEqual([1.05, 41]);
    // The binomial bounds of a median of 41 are its 14th and 28th value.
    expect(low).toBeGreaterThanOrEqual(1.05 - 0.01);
    expect(low).toBeLessThan(1.05);
    expect(high).toBeGreaterThan(1.05);
    expect(high).toBeLessThanOrEqual(1.05 + 0.01);
    expect(() => medianInterval([], seededRandom('test/bench'))).toThrow(RangeError);
  });

  it('reports hooks against none, and hooks against hooks', () => {
    const comparisons = Array.from({ length: 5 }, () => ({ decode: { hooks: 2020, none: 2000, again: 2020 } }));
    const results = resultsOf(comparisons);
    const machine = { cpu: 'a CPU', cores: 2, memory_bytes: 1 };
    const where = { machine, node: '20.20.2', commit: 'c0ffee', date: '2030-01-01T00:00:00Z' };
    expect(hooksSection(results, 49, where)).toContain(
      '| decode | 2.02 µs | +1.0 % (+1.0 to +1.0) | +0.0 % (+0.0 to +0.0) |',
    );
  });
});
