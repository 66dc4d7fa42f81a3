import { explainMlKem } from '../../../explain/index.ts';
import { seededRandom } from '../../../hash/index.ts';
import { wordValue } from '../../arguments.ts';
import { defineCommand, EXIT } from '../../command.ts';
import { PRESENT_OPTIONS } from '../../present.ts';
import { hexValue } from '../../values.ts';
import { presentExample } from './shown.ts';

const SETS = ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'] as const;

export const explainMlKemCommand = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    set: { value: 'NAME', help: `${SETS.join(', ')}; default ML-KEM-768, as in TLS` },
    seed: { value: 'TEXT', help: 'make the same numbers each time' },
    hexd: { value: 'HEX', help: 'the seed d of the key pair: 32 bytes' },
    hexz: { value: 'HEX', help: 'the seed z: 32 bytes' },
    hexm: { value: 'HEX', help: 'what is encapsulated: 32 bytes' },
    ...PRESENT_OPTIONS,
  },
  notes: ['ML-KEM of FIPS 203. The key pair is new, and not saved: all of it is shown.'],
  async run(values, _operands, context) {
    const { set = 'ML-KEM-768', seed } = values;
    const parameters = wordValue(set, 'set', SETS);
    const random = seed === undefined ? context.random : seededRandom(seed);
    const [d, z, m] = (['hexd', 'hexz', 'hexm'] as const).map((name) => {
      const given = values[name];
      const drawn = random.bytes(32);
      return given === undefined ? drawn : hexValue(given, `-${name}`, [32]);
    });
    await presentExample(context, explainMlKem({ parameters, d, z, m }), values, []);
    return EXIT.ok;
  },
});
