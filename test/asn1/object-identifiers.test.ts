/** Object identifiers stand once in the engine, in a table or in the one file that needs them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oid } from '../../src/asn1/index.ts';
import * as tables from '../../src/asn1/internal.ts';
import { decode, encode } from '../../src/codec/index.ts';
import { CURVE_OIDS } from '../../src/ec/internal.ts';
import { objectName } from '../../src/explain/index.ts';

const SRC = join(import.meta.dirname, '../../src');
/** A reference implementation, and the specimens of lint's rules, have numbers of their own: a wrong one in the engine's tables
 * is then noticed. `known-oids.ts` has prefixes with their bytes. */
const INDEPENDENT = /^(reference|testing\/specimens)\/|^asn1\/known-oids\.ts$/;

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !INDEPENDENT.test(path));

/** The object identifiers in quotes, of the arcs that this project meets; texts such as versions and addresses are others. */
const OID = /(['"`])((?:0\.9|1\.2\.840|1\.3\.(?:6|14|36|101|132)|2\.5\.(?:4|29)|2\.16|2\.23)(?:\.\d+)+)\1/g;

const placesOf = (): ReadonlyMap<string, readonly string[]> => {
  const places = new Map<string, string[]>();
  for (const path of files) {
    const code = readFileSync(join(SRC, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    for (const [, , id] of code.matchAll(OID)) places.set(id, [...(places.get(id) ?? []), path]);
  }
  return places;
};

describe('each object identifier', () => {
  it('stands once in src', () => {
    const places = placesOf();
    expect(places.size).toBeGreaterThan(150);
    expect([...places].filter(([, where]) => where.length > 1)).toEqual([]);
  });

  it('of the tables is one that DER carries', () => {
    const all = [...Object.values(tables), CURVE_OIDS].flatMap((table): readonly string[] =>
      typeof table === 'string' ? [table] : Object.values(table),
    );
    expect(new Set(all).size).toBe(all.length);
    for (const id of all) expect(decode(oid, encode(oid, id))).toBe(id);
  });

  it('has the name that OpenSSL gives it', () => {
    expect(objectName(tables.EXTENSION_OIDS.keyUsage)).toBe('X509v3 Key Usage');
    expect(objectName(tables.PURPOSE_OIDS.serverAuth)).toBe('TLS Web Server Authentication');
    expect(objectName(tables.MD5_OID)).toBe('md5');
    for (const [name, id] of Object.entries(tables.ATTRIBUTE_OIDS)) {
      if (name !== 'jurisdictionCountry') expect(objectName(id)).toBe(name);
    }
  });
});
