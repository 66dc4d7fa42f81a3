/** Every field that a codec describes, found in the codecs themselves: those of the rooms' doors, those of the handshake, and those by
 * which a page opens what another field names. */
import * as asn1 from '../../../src/asn1/index.ts';
import type { AnyCodec } from '../../../src/codec/index.ts';
import { VIEWED_EXTENSIONS } from '../../../src/explain/inspect/extensions.ts';
import {
  BAGS,
  MODULES,
  PARAMETERS,
  PKCS12_CONTENTS,
  PRIVATE_KEYS,
  PUBLIC_KEYS,
  SIGNATURES,
} from '../../../src/explain/inspect/modules.ts';
import type { FieldPlace } from '../../../src/explain/sentences/sentence.ts';
import * as keys from '../../../src/keys/index.ts';
import * as tls from '../../../src/tls/index.ts';
import { ocspStatusRequest } from '../../../src/tls/messages/certificate-status.ts';
import { HELLOS } from '../../../src/tls/messages/hellos.ts';
import * as x509 from '../../../src/x509/index.ts';

const isCodec = (value: unknown): value is AnyCodec =>
  typeof value === 'object' && value !== null && 'decode' in value && 'encode' in value && 'shape' in value;

/** The codecs from which every description can be reached. */
export function rootCodecs(): readonly AnyCodec[] {
  const doors = [asn1, keys, x509, tls].flatMap((door): unknown[] => Object.values(door));
  const dialects = (['hello', 'tls12', 'tls12-ecdhe', 'tls13'] as const).map((dialect) =>
    tls.handshakeCodec(dialect, new Uint8Array(0)),
  );
  const tables = [PARAMETERS, PUBLIC_KEYS, PRIVATE_KEYS, SIGNATURES, BAGS, VIEWED_EXTENSIONS].flatMap((table) => [
    ...table.values(),
  ]);
  return [
    ...doors.filter(isCodec),
    ...dialects,
    HELLOS.hello_retry_request.codec,
    ocspStatusRequest,
    ...MODULES.map(({ codec }) => codec),
    ...tables,
    ...Object.values(PKCS12_CONTENTS),
  ];
}

/** The places of all fields below the given codecs, each once: fields of records, alternatives, items of lists. */
export function describedFields(roots: readonly AnyCodec[]): readonly FieldPlace[] {
  const places = new Map<string, FieldPlace>();
  const seen = new Map<unknown, Set<string>>();
  /** @param structure - the type of the span in which the codec reads. */
  const walk = (codec: AnyCodec, structure: string): void => {
    const known = seen.get(codec.shape) ?? new Set<string>();
    if (known.has(structure)) return;
    seen.set(codec.shape, known.add(structure));
    const field = (name: string, of: AnyCodec): void => {
      places.set(`${structure} ${name} ${of.type}`, { structure, name, type: of.type });
      walk(of, of.type);
    };
    const { shape } = codec;
    switch (shape.kind) {
      case 'record':
        for (const [name, of] of Object.entries(shape.fields)) field(name, of);
        break;
      case 'choice':
        for (const [name, of] of Object.entries(shape.alternatives)) field(name, of);
        if (shape.unknown !== undefined) field('unknown', shape.unknown.of);
        break;
      case 'open':
        for (const { kind, codec: of } of shape.rows) field(kind, of);
        break;
      case 'list':
      case 'set':
        field('0', shape.of);
        break;
      case 'optional':
      case 'vector':
      case 'wrapper':
      case 'encoded':
      case 'mapped':
      case 'enumeration':
        walk(shape.of, structure);
        break;
      default:
    }
  };
  for (const root of roots) walk(root, root.type);
  return [...places.values()];
}
