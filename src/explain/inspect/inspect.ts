/** Any file of keys and certificates, PEM or DER: what it holds, and what each of its bytes means. */
import { assertBytes, base64ToBytes } from '../../bytes/index.ts';
import type { DecodeError, DecodeOptions } from '../../codec/index.ts';
import { type PemBlock, pemDecode, pemText } from '../../keys/index.ts';
import type { BytesPart, Exhibit, Part } from '../document/exhibit.ts';
import { deviationsTable } from './deviations.ts';
import { factsOf } from './facts.ts';
import { recognise } from './recognise.ts';

export interface InspectOptions {
  /** As for `decode`, but for nodes: of more than 100,000 nobody reads the tree, which would take a gigabyte. */
  readonly limits?: DecodeOptions['limits'];
  /** What to call it. */
  readonly title: string;
  /** Also lists every deviation from DER. Default: false. */
  readonly diagnose?: boolean | undefined;
}

export interface Inspection {
  readonly exhibit: Exhibit;
  /** The first fault, where something is malformed. The exhibit shows all of them, each after what was read up to it. */
  readonly fault?: DecodeError;
}

/** Shows what is in a file. PEM says itself what it holds; DER is tried against the descriptions that there are, and shown as
 * mere ASN.1 where none fits. Of a text without PEM, the values that are PEM in base64 are shown, as a kubeconfig has them.
 * @throws PemError for PEM that is broken as such; UsageError. Malformed DER is no error: it is what one wants to see. */
export function inspect(raw: Uint8Array, options: InspectOptions): Inspection {
  assertBytes(raw, 'bytes');
  const bounded = { ...options, limits: { nodes: 100_000, ...options.limits } };
  const views = blocksOf(raw, bounded).map((block) => viewOf(block, bounded));
  const fault = views.find((view) => view.fault !== undefined)?.fault;
  const parts =
    views.length === 1
      ? views[0].parts
      : views.map(({ heading, parts }): Part => ({ kind: 'section', title: heading, parts }));
  return { exhibit: { title: options.title, parts }, ...(fault !== undefined && { fault }) };
}

/** One structure to be shown. */
interface Block {
  readonly bytes: Uint8Array;
  /** PEM's label. */
  readonly label?: string;
  readonly heading: string;
  /** Under a password, as OpenSSL once did it: not DER at all. */
  readonly encrypted: boolean;
}

function blocksOf(raw: Uint8Array, { limits }: DecodeOptions): readonly Block[] {
  const text = pemText(raw);
  if (/^-----BEGIN /m.test(text)) return pemDecode(text, { limits }).map((block) => pemBlock(block, ''));
  const found = [...text.matchAll(PEM_IN_BASE64)].flatMap(([, name, value]) =>
    pemDecode(pemText(base64ToBytes(value.replace(/\s+/g, ''))), { limits }).map((block) => pemBlock(block, name)),
  );
  return found.length > 0 ? found : [{ bytes: raw, heading: 'DER', encrypted: false }];
}

/** `name: value`, in quotes or without, the value's first bytes `-----BEGIN `. Go on: lines that are indented, as a block or folded
 * scalar of YAML has them. Linear: no character can be taken by two parts that follow each other. */
const PEM_IN_BASE64 =
  /^[ -]*["']?([A-Za-z_][\w-]*)["']?: *(?:[|>][-+\d]*\r?\n[ \t]+)?["']?(LS0tLS1CRUdJTi[A-Za-z0-9+/]*(?:\r?\n[ \t]+[A-Za-z0-9+/]+)*={0,2})["']?,?[ \t\r]*$/gm;

const pemBlock = ({ label, bytes, headers, line }: PemBlock, within: string): Block => ({
  bytes,
  label,
  heading: `${label}, ${within === '' ? '' : `in ${within}, `}line ${line}`,
  encrypted: headers.some((header) => /^Proc-Type:.*ENCRYPTED/.test(header)),
});

interface View {
  readonly heading: string;
  readonly parts: readonly Part[];
  readonly fault?: DecodeError;
}

function viewOf({ bytes, label, heading, encrypted }: Block, options: InspectOptions): View {
  if (encrypted) return { heading, parts: [encryptedBytes(bytes)] };
  const found = recognise(bytes, label, options);
  const { title, span, fault } = found;
  const raw: BytesPart = {
    kind: 'bytes',
    title,
    bytes,
    span,
    ...(fault !== undefined && { fault: { at: fault.at, code: fault.code, rule: fault.rule, path: fault.path } }),
  };
  const deviations = options.diagnose ? [deviationsTable(bytes, fault, options)] : [];
  return { heading, parts: [factsOf(found, bytes), raw, ...deviations], ...(fault !== undefined && { fault }) };
}

function encryptedBytes(bytes: Uint8Array): BytesPart {
  const name = 'ciphertext';
  const span = { name, type: name, start: 0, end: bytes.length, rule: 'RFC 1421 §4.6.1.1', value: bytes, children: [] };
  return { kind: 'bytes', title: 'Encrypted under a password', bytes, span };
}
