/** The content of the `extnValue` of extensions that x509/ describes but does not decode itself. */
import type { AnyCodec } from '../../codec/index.ts';
import { DESCRIBED_EXTENSIONS } from '../../x509/index.ts';

/** By the extension's OID. */
export const VIEWED_EXTENSIONS: ReadonlyMap<string, AnyCodec> = new Map<string, AnyCodec>(
  Object.values(DESCRIBED_EXTENSIONS).map(({ id, codec }) => [id, codec]),
);
