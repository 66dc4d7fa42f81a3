import type { VitrineError } from '../../bytes/index.ts';
import { captureExhibit, inspect as inspectBytes, inspectServer } from '../../explain/index.ts';
import { captureFormat } from '../../explain/internal.ts';
import { pemText } from '../../keys/index.ts';
import { otherFormat } from '../../keys/internal.ts';
import { TOLERATED, TOLERATED_WHEN_LENIENT } from '../../x509/index.ts';
import { LENIENT_OPTION, noteDeviations } from '../certificate-files.ts';
import { CliError, defineCommand, EXIT, type ExitCode, usageError } from '../command.ts';
import type { Context } from '../context.ts';
import { about } from '../failures.ts';
import { inFile, inputName, readInput } from '../files.ts';
import { namesServer, observeServer, placeOf, rootsOf, SERVER_OPTIONS } from '../observed-session.ts';
import { PRESENT_OPTIONS, type PresentValues, present, SENTENCE_OPTIONS } from '../present.ts';
import { withContents } from '../wrong-labels.ts';

export const inspect = defineCommand({
  operands: 'FILE|-|HOST:PORT',
  maxOperands: 1,
  options: {
    diagnose: { help: 'also list every deviation from DER' },
    lenient: LENIENT_OPTION,
    ...SERVER_OPTIONS,
    ...PRESENT_OPTIONS,
    ...SENTENCE_OPTIONS,
  },
  notes: [
    'Reads PEM (all blocks), DER, kubeconfigs, and captures of one session in the format pcap; the content is detected.',
    'HOST:PORT, if there is no such file, is a server: it shows what was agreed on, the certificates and the OCSP response that came, and every check of them against the roots (exit code 1 if they do not verify). It sends nothing but the handshake.',
    'Malformed bytes are shown up to the fault, which is reported on standard error (exit code 3).',
  ],
  async run(values, [path], context) {
    if (path === undefined) throw usageError('name a FILE, or - for standard input');
    if (namesServer(path, context)) return inspectPlace(path, values, context);
    const bytes = await readInput(context, path);
    if (captureFormat(bytes) === 'pcap') {
      await present(context, captureExhibit(bytes), values);
      return EXIT.ok;
    }
    const subject = inputName(path);
    const other = otherFormat(bytes);
    if (other !== undefined) throw new CliError('no-pem-block', `${subject}: is ${other}`);
    const { diagnose, lenient } = values;
    const options = { title: subject, diagnose, tolerate: lenient ? TOLERATED_WHEN_LENIENT : TOLERATED };
    const { exhibit, fault, deviations } = inFile(path, () => inspectBytes(bytes, options));
    await present(context, exhibit, values);
    await noteDeviations(context, path, deviations);
    if (fault !== undefined)
      throw about(subject, isNoDer(bytes) ? namingNoDer(fault) : withContents(pemText(bytes), fault));
    return EXIT.ok;
  },
});

/** Neither PEM nor the SEQUENCE that keys and certificates are in DER. */
const isNoDer = (bytes: Uint8Array): boolean => bytes[0] !== SEQUENCE && !pemText(bytes).includes('-----BEGIN ');
const SEQUENCE = 0x30;

const namingNoDer = ({ code, message }: VitrineError): CliError =>
  new CliError(code, `${message}; it may be no key or certificate at all: these begin with the byte 30 in DER`);

type ServerValues = PresentValues & Parameters<typeof placeOf>[2];

/** The handshake accepts any certificate, so that it can be shown; no data is sent. The certificate is validated afterwards. */
async function inspectPlace(operand: string, values: ServerValues, context: Context): Promise<ExitCode> {
  const place = placeOf(operand, 'HOST:PORT', values);
  const roots = await rootsOf(values, context);
  const { recording, failure } = await observeServer(place, { dangerouslyUnverified: true }, context);
  if (failure !== undefined) throw failure;
  const { exhibit, validation } = inspectServer(recording, {
    ...{ title: place.text, name: place.name, roots, time: context.now(), profile: 'rfc5280' },
  });
  await present(context, exhibit, values);
  const reason = validation?.checks.find(({ outcome }) => outcome === 'fail');
  if (validation?.ok) return EXIT.ok;
  await context.note(`${place.text}: its certificate does not verify: ${reason?.detail ?? 'it cannot be read'}`);
  return EXIT.no;
}
