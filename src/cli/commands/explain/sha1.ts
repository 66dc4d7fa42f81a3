import { explainSha1 } from '../../../explain/index.ts';
import { defineCommand, EXIT } from '../../command.ts';
import { PRESENT_OPTIONS, present } from '../../present.ts';
import { MESSAGE_OPTIONS, messageOf } from './message.ts';

export const explainSha1Command = defineCommand({
  operands: '[TEXT]',
  maxOperands: 1,
  options: { ...MESSAGE_OPTIONS, ...PRESENT_OPTIONS },
  notes: ['An empty text has a digest too: vitrine explain sha1 ""'],
  async run(values, [text], context) {
    await present(context, explainSha1(await messageOf(context, values, text)), values);
    return EXIT.ok;
  },
});
