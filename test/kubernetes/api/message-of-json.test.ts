/** Bodies in YAML, and answers in protobuf for those who take nothing else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Codec, decode } from '../../../src/codec/index.ts';
import { kubernetesEnvelope } from '../../../src/kubernetes/api/envelope.ts';
import { protobufOf } from '../../../src/kubernetes/api/message-of-json.ts';
import { jsonOfMessage } from '../../../src/kubernetes/api/object-messages.ts';
import { schemaOf } from '../../../src/kubernetes/registry/schema/schemas.ts';
import { Lab } from '../../fixtures/cluster-servers.ts';

interface Envelope {
  readonly object: {
    readonly typeMeta: { readonly kind: string; readonly apiVersion: string };
    readonly raw: Uint8Array;
  };
}
const opened = (bytes: Uint8Array): Envelope['object'] =>
  decode(kubernetesEnvelope as Codec<unknown> as Codec<Envelope>, bytes).object;

describe('properties', () => {
  it.each<[string, string, object]>([
    [
      '',
      'Secret',
      { metadata: { name: 'a', labels: { x: '', y: 'z' }, generation: 3 }, data: { k: 'AAEC' }, type: 'Opaque' },
    ],
    [
      '',
      'Service',
      {
        metadata: { name: 'web', creationTimestamp: '2026-03-01T12:00:00Z' },
        spec: {
          ports: [
            { port: 80, targetPort: 'http' },
            { port: 81, targetPort: 8080 },
          ],
          selector: { app: 'web' },
        },
      },
    ],
    [
      'coordination.k8s.io',
      'Lease',
      { metadata: { name: 'l' }, spec: { renewTime: '2026-03-01T12:00:00.000042Z', leaseDurationSeconds: 15 } },
    ],
    [
      'certificates.k8s.io',
      'CertificateSigningRequest',
      {
        metadata: { name: 'c' },
        spec: { request: 'UEVN', signerName: 's', usages: ['client auth'], extra: { a: ['1', '2'], b: [] } },
        status: { conditions: [{ type: 'Approved', status: 'True' }] },
      },
    ],
    [
      'rbac.authorization.k8s.io',
      'Role',
      { metadata: { name: 'r' }, rules: [{ verbs: ['get'], resources: ['pods'] }] },
    ],
  ])('%s %s comes back as it went', (group, kind, object) => {
    const schema = schemaOf({ group, kind })!;
    const apiVersion = group === '' ? 'v1' : `${group}/v1`;
    const { typeMeta, raw } = opened(protobufOf(schema, { apiVersion, kind, ...object }));
    expect(typeMeta).toEqual({ apiVersion, kind });
    expect(jsonOfMessage(schema, raw, 10_000)).toEqual(object);
  });
});

describe('the API server', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.close());
  const PROTOBUF = 'application/vnd.kubernetes.protobuf';
  const MAPS = '/api/v1/namespaces/dev/configmaps';
  const yaml = (text: string, type = 'application/yaml') =>
    lab.ask(MAPS, { method: 'POST', headers: { 'Content-Type': type }, body: text });

  it('takes YAML, one document of it', async () => {
    const made = await yaml('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: tea}\ndata:\n  kind: "oolong"\n');
    expect([made.code, JSON.parse(made.text).data]).toEqual([201, { kind: 'oolong' }]);
    const patched = await lab.ask(`${MAPS}/tea`, {
      ...{ method: 'PUT', headers: { 'Content-Type': 'application/yaml; charset=utf-8' } },
      body: '{apiVersion: v1, kind: ConfigMap, metadata: {name: tea}, data: {kind: assam}}',
    });
    expect(patched.code).toBe(200);
    for (const odd of [
      '',
      'a: 1\n---\na: 2\n',
      'a: [',
      '\ufffe',
      '- 1',
      `${'['.repeat(200)}`,
      'a: &a [*a]',
      'a: 1\na: 2\n',
    ]) {
      expect([odd, (await yaml(odd)).code]).toEqual([odd, 400]);
    }
    expect((await yaml('a: 1', 'text/yaml')).code).toBe(415);
  });

  it('answers in protobuf where nothing else is taken, and in JSON otherwise', async () => {
    const get = async (path: string, accept: string) => lab.ask(path, { headers: { Accept: accept } });
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cup' }, data: { a: 'b' } });
    const headers = { Accept: PROTOBUF, 'Content-Type': 'application/json' };
    const made = await lab.ask(MAPS, { method: 'POST', headers, body });
    expect([made.code, made.headers['content-type']]).toEqual([201, PROTOBUF]);
    expect((await get(`${MAPS}/cup`, PROTOBUF)).headers['content-type']).toBe(PROTOBUF);
    expect((await get(MAPS, `${PROTOBUF};q=0.5`)).headers['content-type']).toBe(PROTOBUF);
    for (const accept of [`${PROTOBUF},application/json`, `${PROTOBUF}, */*;q=0.1`, 'application/json', '*/*']) {
      expect((await get(`${MAPS}/cup`, accept)).headers['content-type']).toBe('application/json');
    }
    // A type of which not all fields are described, a watch, a Table in protobuf, another type.
    const pods = '/api/v1/namespaces/dev/pods';
    for (const [path, accept] of [
      [pods, PROTOBUF],
      ['/api/v1/namespaces/dev/services', PROTOBUF],
      [`${MAPS}?watch=true`, `${PROTOBUF};stream=watch`],
      [MAPS, `${PROTOBUF};as=Table;v=v1;g=meta.k8s.io`],
      [MAPS, 'application/cbor'],
      [`${MAPS}/cup`, 'text/html'],
    ]) {
      const { code, text } = await get(path, accept);
      expect([path, accept, code, JSON.parse(text).reason]).toEqual([path, accept, 406, 'NotAcceptable']);
    }
  });
});
