/** The settings of the chains room. */
import type { SettingField } from '../settings.ts';

/** The scenes: a line of CAs, a root that is cross-signed by another root, a cluster's certificates, and pasted certificates. */
export const SCENE_NAMES = ['line', 'cross', 'cluster', 'own'] as const;
export type SceneName = (typeof SCENE_NAMES)[number];

/** The scene of a name; the first one for another text. */
export const sceneNamed = (name: string | undefined): SceneName =>
  SCENE_NAMES.find((one) => one === name) ?? SCENE_NAMES[0];

/** A host name that nobody can own (RFC 6761 §6.4). */
export const HOST = 'www.museum.test';

const PROFILE: SettingField = {
  ...{ kind: 'choice', name: 'profile', usual: 'rfc5280', choices: ['rfc5280', 'strict', 'webpki'] },
};
const PURPOSE: SettingField = {
  ...{ kind: 'choice', name: 'purpose', usual: 'serverAuth', choices: ['serverAuth', 'clientAuth', 'any'] },
};
const TIME: SettingField = { kind: 'time', name: 'time', usual: '2026-06-01T00:00' };
const SEED: SettingField = { kind: 'text', name: 'seed', usual: 'prism' };
const name = (usual: string): SettingField => ({ kind: 'text', name: 'name', usual });

/** The fields of each scene's form, besides the scene, the certificates' changes, and the question in a cluster. */
export const SCENE_FIELDS: Readonly<Record<SceneName, readonly SettingField[]>> = {
  line: [TIME, name(HOST), PURPOSE, PROFILE, SEED],
  cross: [TIME, name(HOST), PURPOSE, PROFILE, SEED],
  cluster: [TIME, PROFILE, SEED],
  own: [TIME, name(''), PURPOSE, PROFILE],
};
