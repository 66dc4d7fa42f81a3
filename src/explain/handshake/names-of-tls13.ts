/** A hello of TLS 1.3 is described as RFC 8446 does. The codec has the names and sections of RFC 5246, whose bytes it has, and reads both. */
import type { Span } from '../../codec/index.ts';
import { ruleOf13 } from '../../tls/internal.ts';

/** ProtocolVersion (RFC 8446 §4.2.1). */
export const TLS13 = 0x0304;

type Extensions = readonly { readonly kind: string; readonly value?: unknown }[] | undefined;

/** The versions in a hello's supported_versions: those offered, or the one chosen; none in a hello before TLS 1.3. */
export function supportedVersions(extensions: Extensions): readonly number[] {
  const value = extensions?.find(({ kind }) => kind === 'supported_versions')?.value;
  if (Array.isArray(value)) return value;
  const { selectedVersion } = (value ?? {}) as { readonly selectedVersion?: number };
  return selectedVersion === undefined ? [] : [selectedVersion];
}

/** Whether a message is a hello that offers or chooses TLS 1.3. */
export const isHelloOf13 = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  supportedVersions((value as { readonly extensions?: Extensions }).extensions).includes(TLS13);

/** RFC 8446 §4.1.2, §4.1.3: fields that have kept their place, and lost their meaning. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ClientHello: {
    clientVersion: 'legacyVersion',
    sessionId: 'legacySessionId',
    compressionMethods: 'legacyCompressionMethods',
  },
  ServerHello: {
    serverVersion: 'legacyVersion',
    sessionId: 'legacySessionIdEcho',
    compressionMethod: 'legacyCompressionMethod',
  },
};
const HELLOS: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = {
  ...FIELDS,
  HelloRetryRequest: FIELDS['ServerHello'],
};

/** The spans of a message or record of TLS 1.3, with the names and sections of RFC 8446. */
export function spanOf13(span: Span): Span {
  // ProtocolVersion is defined with the records in RFC 5246, and with the hellos in RFC 8446.
  const rule = span.type === 'ProtocolVersion' ? 'RFC 8446 §4.1.2' : ruleOf13(span.rule);
  const names = HELLOS[span.type];
  const children = span.children.map((child) => {
    const renamed = spanOf13(child);
    return names !== undefined && Object.hasOwn(names, child.name) ? { ...renamed, name: names[child.name] } : renamed;
  });
  return { ...span, rule, children };
}
