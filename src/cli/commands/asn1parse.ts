import { anyElement, bitString, derNode, octetString } from '../../asn1/index.ts';
import { type AnyCodec, annotate, decode, list, Reader } from '../../codec/index.ts';
import { asn1parseText, spansText } from '../../explain/index.ts';
import { inspectBlock } from '../../explain/internal.ts';
import { pemDecode, privateKeyInfo, rsaPrivateKey, rsaPublicKey, subjectPublicKeyInfo } from '../../keys/index.ts';
import { certificate, certificationRequest } from '../../x509/index.ts';
import { integerValue, wordValue } from '../arguments.ts';
import { CliError, defineCommand, EXIT } from '../command.ts';
import { about } from '../failures.ts';
import { inFile, inputName, readInput, writeOutput } from '../files.ts';
import { formIn, inputForm, textOf } from '../key-files.ts';

/** The structures that `-annotate` can explain. */
const TYPES: Readonly<Record<string, AnyCodec>> = {
  certificate,
  request: certificationRequest,
  pkcs8: privateKeyInfo,
  pkcs1: rsaPrivateKey,
  spki: subjectPublicKeyInfo,
  rsapublickey: rsaPublicKey,
  any: list(derNode),
};

/** A listing of a larger tree would be unreadable and take a gigabyte. */
const MOST_NODES = 100_000;

export const asn1parse = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    in: { value: 'FILE', help: 'what to list; default: standard input' },
    inform: {
      value: 'PEM|DER',
      help: 'form of the input; default: whichever it has (of PEM, the first block is read)',
    },
    i: { help: 'indent by depth' },
    offset: { value: 'N', help: 'begin at this byte' },
    length: { value: 'N', help: 'read this many bytes' },
    strparse: { value: 'N', many: true, help: 'list what is in the string at this offset' },
    annotate: { value: 'TYPE', help: `name every byte of a ${Object.keys(TYPES).join(', ')}` },
    secrets: { help: 'with -annotate: show private values too' },
    out: { value: 'FILE', help: 'write the bytes that are listed' },
    noout: { help: 'list nothing' },
  },
  notes: ['Only DER is accepted: a non-canonical encoding ends the listing with an error.'],
  async run(values, _operands, context) {
    const raw = await readInput(context, values.in);
    const isDer = (inputForm(values.inform, 'inform') ?? formIn(raw)) === 'DER';
    const { bytes: der, label }: Source = isDer ? { bytes: raw } : inFile(values.in, () => firstBlock(raw));
    // Nothing at all is no DER. What `-strparse` opens may be empty.
    if (der.length === 0) inFile(values.in, () => decode(derNode, der));
    const start = values.offset === undefined ? 0 : integerValue(values.offset, 'offset', 0, der.length);
    const end = values.length === undefined ? der.length : start + integerValue(values.length, 'length', 1);
    const path = values.strparse.map((offset) => integerValue(offset, 'strparse', 0));
    const bytes = inFile(values.in, () => path.reduce(contentAt, der.subarray(start, end)));
    if (values.out !== undefined)
      await writeOutput(context, values.out, bytes, { secret: mayBePrivate({ bytes: der, label }) });
    if (values.noout) return EXIT.ok;
    const { text, fault } =
      values.annotate === undefined
        ? asn1parseText(bytes, { indent: values.i })
        : annotated(values.annotate, bytes, values.secrets);
    await context.print(text);
    if (fault !== undefined) throw about(inputName(values.in), fault);
    return EXIT.ok;
  },
});

/** What is read, and its PEM label. */
interface Source {
  readonly bytes: Uint8Array;
  readonly label?: string | undefined;
}

function firstBlock(raw: Uint8Array): Source {
  const [block] = pemDecode(textOf(raw));
  if (block === undefined)
    throw new CliError('no-pem-block', 'contains no PEM block (for DER that is not a SEQUENCE, use -inform DER)');
  return block;
}

/** Whether the input may be a private key: then each piece of it may be. */
const mayBePrivate = ({ bytes, label = '' }: Source): boolean =>
  label.endsWith('PRIVATE KEY') || inspectBlock({ bytes, label, heading: '' }, { title: '' }).isPrivate;

function annotated(type: string, bytes: Uint8Array, secrets: boolean) {
  const codec = TYPES[wordValue(type, 'annotate', Object.keys(TYPES))];
  const { span, fault } = annotate(codec, bytes, { limits: { nodes: MOST_NODES } });
  return { text: spansText(span, bytes, { secrets }), fault };
}

/** The bytes to parse at an offset: the content of a string, or any other element itself. */
function contentAt(bytes: Uint8Array, offset: number): Uint8Array {
  if (offset >= bytes.length)
    throw new CliError('out-of-range', `offset ${offset} is beyond the end of the input (${bytes.length} bytes)`);
  const element = anyElement.decode(new Reader(bytes.subarray(offset)));
  const tag = element[0];
  if (tag === octetString.tag) return decode(octetString, element);
  if (tag === bitString.tag) return decode(bitString, element).bytes;
  return element;
}
