/** A wrong value inside the settings or the policy of a cluster: a UsageError names it. */

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../src/hash/index.ts';
import { generateKey, publicKeyOf } from '../src/keys/index.ts';
import * as pki from '../src/kubernetes/pki/index.ts';
import { usualSchemeFor } from '../src/signatures/index.ts';
import * as x509 from '../src/x509/index.ts';
import { refused, to } from './refused.ts';

const random = seededRandom('cluster settings');
const key = generateKey({ type: 'ec', curve: 'P-256', random });
const scheme = usualSchemeFor(publicKeyOf(key))!;
const validity = { notBefore: new Date('2026-01-01'), notAfter: new Date('2027-01-01') };
const certificate = { scheme, validity, random, key, subject: x509.makeName([['CN', 'ca']]) };
const ca = x509.selfSign({ ...certificate, extensions: x509.caExtensions() });

describe('the settings of a cluster', () => {
  const input = {
    ...{ clusterName: 'k', nodeName: 'n', advertiseAddress: '10.0.0.1', bindPort: 6443 },
    ...{ serviceCidr: '10.96.0.0/12', serviceDnsDomain: 'cluster.local', apiserverCertExtraSans: [] },
  };
  const config = {
    ...{ clusterName: 'k', server: 'https://a', userName: 'u' },
    ...{ certificateAuthority: '', clientCertificate: '', clientKey: '' },
  };
  const settings = { time: validity.notBefore, random, days: 1, caDays: 1, newKey: async () => key };
  const authority = { certificate: ca, key };
  const spec = { subject: certificate.subject, purposes: [], names: [] };
  const unknown = 'unknown-option';
  refused([
    ['no nodeName', () => to(pki.clusterNames)({ ...input, nodeName: undefined }), 'input.nodeName'],
    ['no serviceCidr', () => to(pki.clusterNames)({ ...input, serviceCidr: undefined }), 'input.serviceCidr'],
    ['a name that is no text', () => to(pki.clusterNames)({ ...input, clusterName: 1n }), 'input.clusterName'],
    [
      'no list of names',
      () => to(pki.clusterNames)({ ...input, apiserverCertExtraSans: undefined }),
      'input.apiserverCertExtraSans',
    ],
    ['a misspelt endpoint', () => to(pki.clusterNames)({ ...input, controlPlaneEndpoin: 'a:1' }), 'input', unknown],
    ['a misspelt field', () => to(pki.writeKubeconfig)({ ...config, namespace: 'x' }), 'config', unknown],
    ['a server that is no text', () => to(pki.writeKubeconfig)({ ...config, server: 1n }), 'config.server'],
    [
      'a misspelt lifetime',
      () => to(pki.issueCluster)([], pki.clusterNames(input), { ...settings, lifetime: 1 }),
      'settings',
      unknown,
    ],
    ['null for names', () => to(pki.issueLeaf)({ ...spec, names: null }, key, authority, settings), 'spec.names'],
    [
      'null for a CA',
      () => to(pki.issueLeaf)(spec, key, { key, certificate: null }, settings),
      'authority.certificate',
    ],
  ]);
});

describe('a policy', () => {
  const rule = { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: [], nonResourceURLs: [] };
  const role = { kind: 'ClusterRole', name: 'r', namespace: '', rules: [rule] };
  const binding = {
    ...{ kind: 'ClusterRoleBinding', name: 'b', namespace: '', role: { kind: 'ClusterRole', name: 'r' } },
    subjects: [{ kind: 'User', name: 'a' }],
  };
  const policy = { roles: [role], bindings: [binding] };
  const unknown = 'unknown-option';
  const decide = to(to(pki.rbacAuthorizer)(policy));
  const asked = { verb: 'get', group: '', resource: 'pods', subresource: '', namespace: '', name: '' };
  const user = { name: 'a', groups: [] };
  const roles = (...given: readonly unknown[]) => to(pki.rbacAuthorizer)({ ...policy, roles: given });
  const bindings = (...given: readonly unknown[]) => to(pki.rbacAuthorizer)({ ...policy, bindings: given });

  it('is taken when it is whole', () => expect(decide(user, asked)).toMatchObject({ allowed: true }));
  refused([
    ['null for a user', () => decide(null, asked), 'user'],
    ['a user without groups', () => decide({ name: 'a' }, asked), 'user'],
    ['null for a request', () => decide(user, null), 'attributes'],
    ['null for a role', () => roles(role, null), 'policy.roles[1]'],
    ['null for a rule', () => roles({ ...role, rules: [null] }), 'policy.roles[0].rules[0]'],
    [
      'a verb without a list',
      () => roles({ ...role, rules: [{ ...rule, verbs: 'get' }] }),
      'policy.roles[0].rules[0].verbs',
    ],
    ['a name that is no text', () => roles({ ...role, name: 1n }), 'policy.roles[0].name'],
    ['null for a binding', () => bindings(null), 'policy.bindings[0]'],
    ['null for a subject', () => bindings({ ...binding, subjects: [null] }), 'policy.bindings[0].subjects[0]'],
    ['a misspelt list of roles', () => to(pki.rbacAuthorizer)({ ...policy, role: [] }), 'policy', unknown],
    ['a misspelt field of a role', () => roles({ ...role, rule: [] }), 'policy.roles[0]', unknown],
    [
      'a misspelt field of a rule',
      () => roles({ ...role, rules: [rule, { ...rule, resourceName: ['a'] }] }),
      'policy.roles[0].rules[1]',
      unknown,
    ],
    ['a misspelt field of a binding', () => bindings({ ...binding, subject: [] }), 'policy.bindings[0]', unknown],
    [
      'a misspelt field of a subject',
      () => bindings({ ...binding, subjects: [{ kind: 'User', name: 'a', namspace: 'b' }] }),
      'policy.bindings[0].subjects[0]',
      unknown,
    ],
    [
      'a verb that is no text',
      () => roles({ ...role, rules: [{ ...rule, verbs: ['get', 1] }] }),
      'policy.roles[0].rules[0].verbs[1]',
    ],
    [
      'a subresource that is no text',
      () => decide(user, { ...asked, subresource: Symbol('x') }),
      'attributes.subresource',
    ],
    ['a binding without a role', () => bindings({ ...binding, role: undefined }), 'policy.bindings[0].role'],
  ]);
});
