import { explainSha256 } from '../../../explain/index.ts';
import { defineCommand, EXIT } from '../../command.ts';
import { PRESENT_OPTIONS, present } from '../../present.ts';
import { MESSAGE_OPTIONS, messageOf } from './message.ts';

export const explainSha256Command = defineCommand({
  operands: '[TEXT]',
  maxOperands: 1,
  options: { ...MESSAGE_OPTIONS, ...PRESENT_OPTIONS },
  notes: ['For "abc" it shows what NIST prints in FIPS 180-2 appendix B.1.'],
  async run(values, [text], context) {
    await present(context, explainSha256(await messageOf(context, values, text)), values);
    return EXIT.ok;
  },
});
