/** What the room of chains understands of its address. */
import { base64urlToBytes } from '../../bytes/index.ts';
import { parseChanges } from '../chains/changes.ts';
import { CLUSTER_LINKS } from '../chains/cluster-links.ts';
import { SCENE_FIELDS, SCENE_NAMES, sceneNamed } from '../chains/fields.ts';
import { idle, isCount, isReadBy, isSteps, namesIn, ofFields, oneOf, type Reading } from './reading.ts';

export const chainsReading: Reading = ({ scene }) => {
  const name = sceneNamed(scene);
  return {
    ...idle([...namesIn(SCENE_FIELDS), 'link', 'side', 'input']),
    ...ofFields(SCENE_FIELDS[name]),
    ...(name === 'cluster' && {
      link: oneOf(CLUSTER_LINKS.map((link) => link.name)),
      side: oneOf(['client', 'server']),
    }),
    ...(name === 'own' && { input: isReadBy(base64urlToBytes) }),
    scene: oneOf(SCENE_NAMES),
    changes: isReadBy(parseChanges),
    step: isCount,
    paths: oneOf(['shown']),
    pathStep: isSteps,
    // Which certificates there are is known from the scene.
    cert: () => true,
  };
};
