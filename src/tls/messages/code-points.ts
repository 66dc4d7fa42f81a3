/** TLS code points and their names, from the standards and the IANA registries: one table for each kind, with the codec of its
 * field. Unknown numbers are kept as numbers. `negotiation/` decides which of them this engine supports. */
import { type Codec, cite, enumeration, named, opaque, struct, uint8, uint16 } from '../../codec/index.ts';

/** Names by number. */
export type Names = ReadonlyMap<number, string>;
const namesOf = (numbers: Readonly<Record<string, number>>): Names =>
  new Map(Object.entries(numbers).map(([name, number]) => [number, name]));

/** `ProtocolVersion` (RFC 8446 appendix B.3.1.1 and the RFCs of the older ones). */
export const VERSIONS = {
  'SSL 3.0': 0x0300,
  'TLS 1.0': 0x0301,
  'TLS 1.1': 0x0302,
  'TLS 1.2': 0x0303,
  'TLS 1.3': 0x0304,
} as const;
export const TLS_1_2 = VERSIONS['TLS 1.2'];
export const TLS_1_3 = VERSIONS['TLS 1.3'];

/** `ContentType` (RFC 8446 §5.1; heartbeat: RFC 6520). */
export const CONTENT_TYPES = {
  change_cipher_spec: 20,
  alert: 21,
  handshake: 22,
  application_data: 23,
  heartbeat: 24,
} as const;

/** `HandshakeType` (RFC 5246 §7.4, RFC 8446 §4, RFC 6066, RFC 8879). */
export const HANDSHAKE_TYPES = {
  hello_request: 0,
  client_hello: 1,
  server_hello: 2,
  new_session_ticket: 4,
  end_of_early_data: 5,
  encrypted_extensions: 8,
  certificate: 11,
  server_key_exchange: 12,
  certificate_request: 13,
  server_hello_done: 14,
  certificate_verify: 15,
  client_key_exchange: 16,
  finished: 20,
  certificate_url: 21,
  certificate_status: 22,
  key_update: 24,
  compressed_certificate: 25,
  message_hash: 254,
} as const;
export type HandshakeTypeName = keyof typeof HANDSHAKE_TYPES;

/** `ExtensionType` (RFC 8446 §4.2 and the IANA registry). */
export const EXTENSION_TYPES = {
  server_name: 0,
  max_fragment_length: 1,
  client_certificate_url: 2,
  trusted_ca_keys: 3,
  truncated_hmac: 4,
  status_request: 5,
  supported_groups: 10,
  ec_point_formats: 11,
  srp: 12,
  signature_algorithms: 13,
  use_srtp: 14,
  heartbeat: 15,
  application_layer_protocol_negotiation: 16,
  status_request_v2: 17,
  signed_certificate_timestamp: 18,
  client_certificate_type: 19,
  server_certificate_type: 20,
  padding: 21,
  encrypt_then_mac: 22,
  extended_master_secret: 23,
  compress_certificate: 27,
  record_size_limit: 28,
  delegated_credential: 34,
  session_ticket: 35,
  pre_shared_key: 41,
  early_data: 42,
  supported_versions: 43,
  cookie: 44,
  psk_key_exchange_modes: 45,
  certificate_authorities: 47,
  oid_filters: 48,
  post_handshake_auth: 49,
  signature_algorithms_cert: 50,
  key_share: 51,
  quic_transport_parameters: 57,
  application_settings: 17513,
  encrypted_client_hello: 0xfe0d,
  renegotiation_info: 0xff01,
} as const;

/** `CipherSuite`: those that current clients still offer (RFC 8446 appendix B.4, RFC 5246 appendix A.5, RFC 5288, RFC 5289, RFC
 * 8422, RFC 7905), and the two signaling values. */
export const CIPHER_SUITES = {
  TLS_RSA_WITH_3DES_EDE_CBC_SHA: 0x000a,
  TLS_RSA_WITH_AES_128_CBC_SHA: 0x002f,
  TLS_DHE_RSA_WITH_AES_128_CBC_SHA: 0x0033,
  TLS_RSA_WITH_AES_256_CBC_SHA: 0x0035,
  TLS_DHE_RSA_WITH_AES_256_CBC_SHA: 0x0039,
  TLS_RSA_WITH_AES_128_CBC_SHA256: 0x003c,
  TLS_RSA_WITH_AES_256_CBC_SHA256: 0x003d,
  TLS_DHE_RSA_WITH_AES_128_CBC_SHA256: 0x0067,
  TLS_DHE_RSA_WITH_AES_256_CBC_SHA256: 0x006b,
  TLS_RSA_WITH_AES_128_GCM_SHA256: 0x009c,
  TLS_RSA_WITH_AES_256_GCM_SHA384: 0x009d,
  TLS_DHE_RSA_WITH_AES_128_GCM_SHA256: 0x009e,
  TLS_DHE_RSA_WITH_AES_256_GCM_SHA384: 0x009f,
  TLS_EMPTY_RENEGOTIATION_INFO_SCSV: 0x00ff,
  TLS_AES_128_GCM_SHA256: 0x1301,
  TLS_AES_256_GCM_SHA384: 0x1302,
  TLS_CHACHA20_POLY1305_SHA256: 0x1303,
  TLS_AES_128_CCM_SHA256: 0x1304,
  TLS_AES_128_CCM_8_SHA256: 0x1305,
  TLS_FALLBACK_SCSV: 0x5600,
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 0xc009,
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 0xc00a,
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 0xc013,
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 0xc014,
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256: 0xc023,
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384: 0xc024,
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256: 0xc027,
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384: 0xc028,
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 0xc02b,
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 0xc02c,
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 0xc02f,
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 0xc030,
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 0xcca8,
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 0xcca9,
  TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 0xccaa,
} as const;

/** `NamedGroup` (RFC 8446 §4.2.7, RFC 7919, and the hybrid groups of ML-KEM). */
export const NAMED_GROUPS = {
  secp256k1: 22,
  secp256r1: 23,
  secp384r1: 24,
  secp521r1: 25,
  brainpoolP256r1: 26,
  brainpoolP384r1: 27,
  brainpoolP512r1: 28,
  x25519: 29,
  x448: 30,
  ffdhe2048: 256,
  ffdhe3072: 257,
  ffdhe4096: 258,
  ffdhe6144: 259,
  ffdhe8192: 260,
  SecP256r1MLKEM768: 0x11eb,
  X25519MLKEM768: 0x11ec,
  SecP384r1MLKEM1024: 0x11ed,
} as const;

/** `SignatureScheme` (RFC 8446 §4.2.3). In TLS 1.2 the same number is a hash and a signature algorithm (RFC 5246 §7.4.1.4.1). */
export const SIGNATURE_SCHEMES = {
  rsa_pkcs1_md5: 0x0101,
  rsa_pkcs1_sha1: 0x0201,
  dsa_sha1: 0x0202,
  ecdsa_sha1: 0x0203,
  rsa_pkcs1_sha224: 0x0301,
  dsa_sha224: 0x0302,
  ecdsa_sha224: 0x0303,
  rsa_pkcs1_sha256: 0x0401,
  dsa_sha256: 0x0402,
  ecdsa_secp256r1_sha256: 0x0403,
  rsa_pkcs1_sha384: 0x0501,
  dsa_sha384: 0x0502,
  ecdsa_secp384r1_sha384: 0x0503,
  rsa_pkcs1_sha512: 0x0601,
  dsa_sha512: 0x0602,
  ecdsa_secp521r1_sha512: 0x0603,
  rsa_pss_rsae_sha256: 0x0804,
  rsa_pss_rsae_sha384: 0x0805,
  rsa_pss_rsae_sha512: 0x0806,
  ed25519: 0x0807,
  ed448: 0x0808,
  rsa_pss_pss_sha256: 0x0809,
  rsa_pss_pss_sha384: 0x080a,
  rsa_pss_pss_sha512: 0x080b,
  ecdsa_brainpoolP256r1tls13_sha256: 0x081a,
  ecdsa_brainpoolP384r1tls13_sha384: 0x081b,
  ecdsa_brainpoolP512r1tls13_sha512: 0x081c,
  mldsa44: 0x0904,
  mldsa65: 0x0905,
  mldsa87: 0x0906,
} as const;

/** `ClientCertificateType` (RFC 5246 §7.4.4, RFC 8422 §5.5). */
export const CLIENT_CERTIFICATE_TYPES = {
  rsa_sign: 1,
  dss_sign: 2,
  rsa_fixed_dh: 3,
  dss_fixed_dh: 4,
  ecdsa_sign: 64,
  rsa_fixed_ecdh: 65,
  ecdsa_fixed_ecdh: 66,
} as const;

/** `CompressionMethod` (RFC 5246 §6.1; deflate: RFC 3749). */
export const COMPRESSION_METHODS = { null: 0, deflate: 1 } as const;

/** `ECPointFormat` (RFC 8422 §5.1.2). */
export const EC_POINT_FORMATS = {
  uncompressed: 0,
  ansiX962_compressed_prime: 1,
  ansiX962_compressed_char2: 2,
} as const;

/** `ECCurveType` (RFC 8422 §5.4). */
export const EC_CURVE_TYPES = { explicit_prime: 1, explicit_char2: 2, named_curve: 3 } as const;

/** `CertificateStatusType` (RFC 6066 §8; ocsp_multi: RFC 6961). */
export const CERTIFICATE_STATUS_TYPES = { ocsp: 1, ocsp_multi: 2 } as const;

/** `PskKeyExchangeMode` (RFC 8446 §4.2.9). */
export const PSK_KEY_EXCHANGE_MODES = { psk_ke: 0, psk_dhe_ke: 1 } as const;

/** `KeyUpdateRequest` (RFC 8446 §4.6.3). */
export const KEY_UPDATE_REQUESTS = { update_not_requested: 0, update_requested: 1 } as const;

/** The names of each kind by number, for display. */
export const CODE_POINTS = {
  version: namesOf(VERSIONS),
  contentType: namesOf(CONTENT_TYPES),
  handshakeType: namesOf(HANDSHAKE_TYPES),
  extensionType: namesOf(EXTENSION_TYPES),
  cipherSuite: namesOf(CIPHER_SUITES),
  namedGroup: namesOf(NAMED_GROUPS),
  signatureScheme: namesOf(SIGNATURE_SCHEMES),
  clientCertificateType: namesOf(CLIENT_CERTIFICATE_TYPES),
  compressionMethod: namesOf(COMPRESSION_METHODS),
  ecPointFormat: namesOf(EC_POINT_FORMATS),
  ecCurveType: namesOf(EC_CURVE_TYPES),
  certificateStatusType: namesOf(CERTIFICATE_STATUS_TYPES),
  pskKeyExchangeMode: namesOf(PSK_KEY_EXCHANGE_MODES),
  keyUpdateRequest: namesOf(KEY_UPDATE_REQUESTS),
} as const satisfies Readonly<Record<string, Names>>;

/** `ProtocolVersion`: major and minor as one number; `{3, 3}` is 0x0303. */
export const protocolVersion: Codec<number> = enumeration('ProtocolVersion', 'RFC 5246 §6.2.1', uint16, VERSIONS, 16);
export const contentType: Codec<number> = enumeration('ContentType', 'RFC 5246 §6.2.1', uint8, CONTENT_TYPES);
export const handshakeType: Codec<number> = enumeration('HandshakeType', 'RFC 5246 §7.4', uint8, HANDSHAKE_TYPES);
export const extensionTypeCodec: Codec<number> = enumeration(
  'ExtensionType',
  'RFC 5246 §7.4.1.4',
  uint16,
  EXTENSION_TYPES,
);
export const cipherSuite: Codec<number> = enumeration('CipherSuite', 'RFC 5246 §7.4.1.2', uint16, CIPHER_SUITES, 16);
export const compressionMethod: Codec<number> = enumeration(
  'CompressionMethod',
  'RFC 5246 §7.4.1.2',
  uint8,
  COMPRESSION_METHODS,
);
export const clientCertificateType: Codec<number> = enumeration(
  'ClientCertificateType',
  'RFC 5246 §7.4.4',
  uint8,
  CLIENT_CERTIFICATE_TYPES,
);
/** Hash and signature algorithm as one number: RFC 8446 §4.2.3 redefines `SignatureAndHashAlgorithm` this way. */
export const signatureScheme: Codec<number> = enumeration(
  'SignatureAndHashAlgorithm',
  'RFC 5246 §7.4.1.4.1',
  uint16,
  SIGNATURE_SCHEMES,
  16,
);

export const namedGroup: Codec<number> = enumeration('NamedGroup', 'RFC 8446 §4.2.7', uint16, NAMED_GROUPS, 16);
export const ecPointFormat: Codec<number> = enumeration('ECPointFormat', 'RFC 8422 §5.1.2', uint8, EC_POINT_FORMATS);
export const ecCurveType: Codec<number> = enumeration('ECCurveType', 'RFC 8422 §5.4', uint8, EC_CURVE_TYPES);
export const certificateStatusType: Codec<number> = enumeration(
  'CertificateStatusType',
  'RFC 6066 §8',
  uint8,
  CERTIFICATE_STATUS_TYPES,
);
export const pskKeyExchangeMode: Codec<number> = enumeration(
  'PskKeyExchangeMode',
  'RFC 8446 §4.2.9',
  uint8,
  PSK_KEY_EXCHANGE_MODES,
);
export const keyUpdateRequest: Codec<number> = enumeration(
  'KeyUpdateRequest',
  'RFC 8446 §4.6.3',
  uint8,
  KEY_UPDATE_REQUESTS,
);
/** The DER of an X.501 name. */
export const distinguishedName = cite('RFC 5246 §7.4.4', named('DistinguishedName', opaque(16, 1, 2 ** 16 - 1)));

/** A body without fields. */
export const empty = (type: string, rule: string): Codec<Record<never, never>> => struct(type, rule, {});
