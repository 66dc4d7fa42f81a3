import { explainX25519 } from '../../../explain/index.ts';
import { generateKey } from '../../../keys/index.ts';
import { defineCommand, EXIT, usageError } from '../../command.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { hexValue } from '../../values.ts';
import {
  exampleKey25519,
  exampleRandom,
  HEX_KEY_OPTION,
  KEY_FILE_OPTIONS,
  PEER_OPTIONS,
  peerKeyFile,
} from './example-keys.ts';
import { presentExample } from './shown.ts';

export const explainX25519Command = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    ...KEY_FILE_OPTIONS,
    ...HEX_KEY_OPTION,
    ...PEER_OPTIONS,
    hexpeer: { value: 'HEX', help: "the other end's public key: 32 bytes in hexadecimal" },
    ...PRESENT_OPTIONS,
  },
  notes: [
    'With -key the private key and the shared secret are hidden: -show-secrets shows them. New keys are shown, and not saved.',
    'The example of RFC 7748 §6.1: -hexkey 77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a -hexpeer de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
  ],
  async run(values, _operands, context) {
    const { peerkey, hexpeer } = values;
    if (peerkey !== undefined && hexpeer !== undefined) throw usageError('-peerkey or -hexpeer, not both');
    const random = exampleRandom(context, values);
    const { privateKey } = await exampleKey25519(context, 'x25519', values, random);
    const peerPublicKey =
      hexpeer !== undefined
        ? hexValue(hexpeer, '-hexpeer', [32])
        : peerkey !== undefined
          ? (await peerKeyFile(context, 'x25519', peerkey)).publicKey
          : generateKey({ type: 'x25519', random }).publicKey;
    await presentExample(context, explainX25519({ privateKey, peerPublicKey }), values, [values.key]);
    return EXIT.ok;
  },
});
