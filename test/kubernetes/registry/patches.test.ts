import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPatch } from '../../../src/kubernetes/registry/patch/json-patch.ts';
import { mergeRulesOf } from '../../../src/kubernetes/registry/patch/merge-keys.ts';
import { mergePatch } from '../../../src/kubernetes/registry/patch/merge-patch.ts';
import { strategicPatch } from '../../../src/kubernetes/registry/patch/strategic-patch.ts';

const POD = mergeRulesOf({ group: '', kind: 'Pod' });
const codeOf = (work: () => unknown): number => {
  try {
    work();
  } catch (error) {
    return (error as { status: { code: number } }).status.code;
  }
  return 200;
};
const containers = (...list: readonly object[]): object => ({ spec: { containers: list } });

describe('vectors', () => {
  // RFC 7396 appendix A.
  it.each<[string, string, string]>([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('merges %s and %s', (target, patch, result) => {
    expect(JSON.stringify(mergePatch(JSON.parse(target), JSON.parse(patch)))).toBe(result);
  });

  // RFC 6902 appendix A.1 to A.16, and its errors.
  it.each<[string, string, string, string | number]>([
    ['A.1', '{"foo":"bar"}', '[{"op":"add","path":"/baz","value":"qux"}]', '{"foo":"bar","baz":"qux"}'],
    ['A.2', '{"foo":["bar","baz"]}', '[{"op":"add","path":"/foo/1","value":"qux"}]', '{"foo":["bar","qux","baz"]}'],
    ['A.3', '{"baz":"qux","foo":"bar"}', '[{"op":"remove","path":"/baz"}]', '{"foo":"bar"}'],
    ['A.4', '{"foo":["bar","qux","baz"]}', '[{"op":"remove","path":"/foo/1"}]', '{"foo":["bar","baz"]}'],
    ['A.5', '{"baz":"qux"}', '[{"op":"replace","path":"/baz","value":"boo"}]', '{"baz":"boo"}'],
    [
      'A.6',
      '{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}',
      '[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]',
      '{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}',
    ],
    [
      'A.7',
      '{"foo":["all","grass","cows","eat"]}',
      '[{"op":"move","from":"/foo/1","path":"/foo/3"}]',
      '{"foo":["all","cows","eat","grass"]}',
    ],
    [
      'A.8',
      '{"baz":"qux","foo":["a",2,"c"]}',
      '[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]',
      '{"baz":"qux","foo":["a",2,"c"]}',
    ],
    ['A.9', '{"baz":"qux"}', '[{"op":"test","path":"/baz","value":"bar"}]', 422],
    [
      'A.10',
      '{"foo":"bar"}',
      '[{"op":"add","path":"/child","value":{"grandchild":{}}}]',
      '{"foo":"bar","child":{"grandchild":{}}}',
    ],
    ['A.11', '{"foo":"bar"}', '[{"op":"add","path":"/baz","value":"qux","xyz":123}]', '{"foo":"bar","baz":"qux"}'],
    ['A.12', '{"foo":"bar"}', '[{"op":"add","path":"/baz/bat","value":"qux"}]', 422],
    ['A.14', '{"/":9,"~1":10}', '[{"op":"test","path":"/~01","value":10}]', '{"/":9,"~1":10}'],
    ['A.15', '{"/":9,"~1":10}', '[{"op":"test","path":"/~01","value":"10"}]', 422],
    [
      'A.16',
      '{"foo":["bar"]}',
      '[{"op":"add","path":"/foo/-","value":["abc","def"]}]',
      '{"foo":["bar",["abc","def"]]}',
    ],
    ['a move into itself', '{"a":{}}', '[{"op":"move","from":"/a","path":"/a/b"}]', 422],
    ['an index with a zero before it', '{"a":[1,2]}', '[{"op":"remove","path":"/a/01"}]', 422],
    ['an operation that does not exist', '{}', '[{"op":"spam","path":""}]', 400],
    ['no list', '{}', '{}', 400],
    ['a prototype', '{}', '[{"op":"add","path":"/__proto__/x","value":1}]', 422],
    ['the length of a list', '{"a":[]}', '[{"op":"replace","path":"/a/length","value":9}]', 422],
  ])('%s', (_, document, patch, result) => {
    const work = (): unknown => jsonPatch(JSON.parse(document), JSON.parse(patch));
    if (typeof result === 'number') expect(codeOf(work)).toBe(result);
    else expect(work()).toEqual(JSON.parse(result));
  });

  // community/contributors/devel/sig-api-machinery/strategic-merge-patch.md, and the facts of kubectl 1.32's own requests.
  it.each<[string, object, object, object]>([
    [
      'adds to a list by its key',
      containers({ name: 'a', image: 'x' }),
      containers({ name: 'b', image: 'y' }),
      containers({ name: 'b', image: 'y' }, { name: 'a', image: 'x' }),
    ],
    [
      'merges an item',
      containers({ name: 'a', image: 'x', tty: true }),
      containers({ name: 'a', image: 'y' }),
      containers({ name: 'a', image: 'y', tty: true }),
    ],
    [
      'deletes an item',
      containers({ name: 'a' }, { name: 'b' }),
      containers({ $patch: 'delete', name: 'a' }),
      containers({ name: 'b' }),
    ],
    [
      'replaces a list',
      containers({ name: 'a' }),
      containers({ $patch: 'replace' }, { name: 'b' }),
      containers({ name: 'b' }),
    ],
    ['replaces an object', { spec: { a: 1, b: 2 } }, { spec: { $patch: 'replace', c: 3 } }, { spec: { c: 3 } }],
    ['deletes a field', { spec: { a: 1, b: 2 } }, { spec: { a: null } }, { spec: { b: 2 } }],
    [
      'puts items in order, those of the server between them',
      containers({ name: 'a' }, { name: 'server' }, { name: 'b' }),
      {
        spec: {
          '$setElementOrder/containers': [{ name: 'b' }, { name: 'c' }, { name: 'a' }],
          containers: [{ name: 'c' }],
        },
      },
      containers({ name: 'server' }, { name: 'b' }, { name: 'c' }, { name: 'a' }),
    ],
    [
      'takes texts from a list, and keeps order',
      { metadata: { finalizers: ['a/x', 'a/y', 'a/z'] } },
      { metadata: { '$deleteFromPrimitiveList/finalizers': ['a/y'], '$setElementOrder/finalizers': ['a/z', 'a/x'] } },
      { metadata: { finalizers: ['a/z', 'a/x'] } },
    ],
    [
      'keeps of a union what it names',
      { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
      { spec: { volumes: [{ $retainKeys: ['name', 'secret'], name: 'v', secret: {} }] } },
      { spec: { volumes: [{ name: 'v', secret: {} }] } },
    ],
    [
      'replaces a list without a key',
      { spec: { tolerations: [{ key: 'a' }] } },
      { spec: { tolerations: [{ key: 'b' }] } },
      { spec: { tolerations: [{ key: 'b' }] } },
    ],
  ])('%s', (_, object, patch, result) => {
    expect(strategicPatch(object as never, patch, POD)).toEqual(result);
  });

  it('does as kubectl asks for ports of a service', () => {
    const rules = mergeRulesOf({ group: '', kind: 'Service' });
    const object = {
      spec: {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 81 },
        ],
      },
    };
    const patch = {
      spec: {
        '$setElementOrder/ports': [{ port: 80 }, { port: 82 }],
        ports: [
          { name: 'c', port: 82 },
          { $patch: 'delete', port: 81 },
        ],
      },
    };
    expect(strategicPatch(object, patch, rules)).toEqual({
      spec: {
        ports: [
          { name: 'a', port: 80 },
          { name: 'c', port: 82 },
        ],
      },
    });
  });
});

describe('properties', () => {
  it('a merge patch without nulls is in its result', () => {
    const value = fc.letrec((tie) => ({
      tree: fc.dictionary(fc.string({ maxLength: 3 }), fc.oneof({ maxDepth: 3 }, fc.integer(), tie('tree')), {
        maxKeys: 3,
      }),
    })).tree;
    fc.assert(
      fc.property(value, value, (target, patch) => {
        const merged = mergePatch(target, patch);
        expect(mergePatch(merged, patch)).toEqual(merged);
        expect(mergePatch({}, patch)).toEqual(patch);
      }),
    );
  });

  it('a strategic patch of an object onto itself changes nothing', () => {
    const item = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), image: fc.string({ maxLength: 3 }) });
    const list = fc.uniqueArray(item, { selector: ({ name }) => name, maxLength: 4 });
    fc.assert(
      fc.property(list, (items) => {
        const object = { spec: { containers: items } };
        expect(strategicPatch(object, object, POD)).toEqual(object);
      }),
    );
  });
});

describe('misuse', () => {
  it.each<[string, object]>([
    ['a directive that does not exist', { spec: { $patch: 'explode' } }],
    ['an item without its key', containers({ image: 'x' })],
    ['an item that is no object', { spec: { containers: ['x'] } }],
    ['keys that are not named', { spec: { $retainKeys: ['a'], b: 1 } }],
    ['an order that is no list', { spec: { '$setElementOrder/containers': 1 } }],
    ['a directive under another name', { spec: { $spam: [] } }],
  ])('refuses %s', (_, patch) => {
    expect(codeOf(() => strategicPatch({ spec: {} }, patch, POD))).toBe(400);
  });

  it('copies no prototype, in any patch', () => {
    const evil = JSON.parse('{"__proto__":{"polluted":1},"spec":{"__proto__":{"polluted":1}}}');
    mergePatch({}, evil);
    strategicPatch({ spec: {} }, evil, POD);
    jsonPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: 1 } }]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('bounds how deep the result of a JSON patch nests', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(60)}{}${'}'.repeat(60)}`);
    const down = '/a'.repeat(60);
    const within = { op: 'add', path: `${down}/b`, value: deep };
    const beside = { op: 'add', path: '/b', value: deep };
    for (const operations of [
      [within],
      [beside, { op: 'move', from: '/b', path: `${down}/b` }],
      [{ op: 'copy', from: '/a', path: `${down}/b` }],
      Array.from({ length: 200 }, (_, i) => ({ op: 'add', path: '/c'.repeat(i + 1), value: {} })),
    ]) {
      expect(() => jsonPatch(deep, operations)).toThrow('the result nests deeper than 100 collections');
    }
    expect(jsonPatch(deep, [beside])).toHaveProperty('b', deep);
  });

  it('bounds what a JSON patch copies, and how many operations it has', () => {
    const doubling = Array.from({ length: 40 }, (_, i) => ({ op: 'copy', from: '', path: `/x${i}` }));
    expect(codeOf(() => jsonPatch({ a: 'x'.repeat(100) }, doubling))).toBe(422);
    expect(codeOf(() => jsonPatch({}, Array(10_001).fill({ op: 'test', path: '', value: {} })))).toBe(413);
  });
});
