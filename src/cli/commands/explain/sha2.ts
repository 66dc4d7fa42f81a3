import { type Exhibit, explainSha256, explainSha384, explainSha512 } from '../../../explain/index.ts';
import { defineCommand, EXIT } from '../../command.ts';
import { PRESENT_OPTIONS, present } from '../../present.ts';
import { MESSAGE_OPTIONS, messageOf } from './message.ts';

const hashCommand = (explain: (message: Uint8Array) => Exhibit, notes: readonly string[]) =>
  defineCommand({
    operands: '[TEXT]',
    maxOperands: 1,
    options: { ...MESSAGE_OPTIONS, ...PRESENT_OPTIONS },
    notes,
    async run(values, [text], context) {
      await present(context, explain(await messageOf(context, values, text)), values);
      return EXIT.ok;
    },
  });

export const explainSha256Command = hashCommand(explainSha256, [
  'For "abc" it shows what NIST prints in FIPS 180-2 appendix B.1.',
]);
export const explainSha384Command = hashCommand(explainSha384, [
  'For "abc" it shows what NIST prints in FIPS 180-2 appendix D.1.',
]);
export const explainSha512Command = hashCommand(explainSha512, [
  'For "abc" it shows what NIST prints in FIPS 180-2 appendix C.1.',
]);
