import { inspect as inspectBytes } from '../../explain/index.ts';
import { TOLERATED, TOLERATED_WHEN_LENIENT } from '../../x509/index.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import { about } from '../failures.ts';
import { inFile, inputName, readInput } from '../files.ts';
import { LENIENT_OPTION, noteDeviations } from '../key-files.ts';
import { PRESENT_OPTIONS, present, SENTENCE_OPTIONS } from '../present.ts';

export const inspect = defineCommand({
  operands: 'FILE|-',
  maxOperands: 1,
  options: {
    diagnose: { help: 'also list every deviation from DER' },
    lenient: LENIENT_OPTION,
    ...PRESENT_OPTIONS,
    ...SENTENCE_OPTIONS,
  },
  notes: [
    'Reads PEM (all blocks), DER and kubeconfigs; the content is detected.',
    'Malformed bytes are shown up to the fault, which is reported on standard error (exit code 3).',
  ],
  async run(values, [path], context) {
    if (path === undefined) throw usageError('name a FILE, or - for standard input');
    const bytes = await readInput(context, path);
    const subject = inputName(path);
    const { diagnose, lenient } = values;
    const options = { title: subject, diagnose, tolerate: lenient ? TOLERATED_WHEN_LENIENT : TOLERATED };
    const { exhibit, fault, deviations } = inFile(path, () => inspectBytes(bytes, options));
    await present(context, exhibit, values);
    await noteDeviations(context, path, deviations);
    if (fault !== undefined) throw about(subject, fault);
    return EXIT.ok;
  },
});
