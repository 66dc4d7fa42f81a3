import { explainEcdh } from '../../../explain/index.ts';
import { generateKey } from '../../../keys/index.ts';
import { CliError, defineCommand, EXIT } from '../../command.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import {
  CURVE_OPTION,
  exampleEcKey,
  exampleRandom,
  KEY_FILE_OPTIONS,
  PEER_OPTIONS,
  peerKeyFile,
} from './example-keys.ts';
import { presentExample } from './shown.ts';

export const explainEcdhCommand = defineCommand({
  operands: '',
  maxOperands: 0,
  options: { ...KEY_FILE_OPTIONS, ...PEER_OPTIONS, ...CURVE_OPTION, ...PRESENT_OPTIONS },
  notes: [
    'Without -peerkey the other end has a new key too, and its computation is shown beside ours.',
    'With -key private keys and the shared secret are hidden: -show-secrets shows them. New keys are shown, and not saved.',
  ],
  async run(values, _operands, context) {
    const random = exampleRandom(context, values);
    const key = await exampleEcKey(context, values, random);
    const { peerkey } = values;
    const peer =
      peerkey === undefined
        ? generateKey({ type: 'ec', curve: key.curve, random })
        : await peerKeyFile(context, 'ec', peerkey);
    if (peer.curve !== key.curve) {
      throw new CliError('wrong-key', `${peerkey}: holds a key on ${peer.curve}; the other is on ${key.curve}`);
    }
    await presentExample(context, explainEcdh({ key, peer }), values, [values.key]);
    return EXIT.ok;
  },
});
