/** The options that a client and a server have in common, and their translation for the engine. */
import { assertArray, type Clock, type Random, systemRandom, timeOf, UsageError } from '../bytes/index.ts';
import type * as tls from '../tls/index.ts';
import type { KeyOptions } from './key-answers.ts';
import type { TlsSocket } from './socket.ts';

export interface CommonOptions extends KeyOptions {
  /** The lowest and the highest version to allow, as with node:tls. Default: TLSv1.2 and TLSv1.3. */
  readonly minVersion?: tls.TlsVersion | undefined;
  readonly maxVersion?: tls.TlsVersion | undefined;
  /** Groups for (EC)DHE, and signature schemes, in order of preference. Default: see `CommonOptions` of tls/. */
  readonly groups?: readonly tls.GroupName[] | undefined;
  readonly signatureSchemes?: readonly string[] | undefined;
  /** Cipher suites in order of preference. Default: see `CommonOptions` of tls/. */
  readonly ciphers?: readonly tls.CipherSuiteName[];
  /** Application protocols in order of preference. Default: none. */
  readonly ALPNProtocols?: readonly string[] | undefined;
  /** Default: `prefer`; see `ExtendedMasterSecretPolicy` of tls/. */
  readonly extendedMasterSecret?: tls.ExtendedMasterSecretPolicy | undefined;
  /** Whether CBC suites may use encrypt-then-MAC. Default: true. */
  readonly encryptThenMac?: boolean | undefined;
  /** TLS 1.3: pads records to a multiple of this many bytes, 1..16384. Default: 1, no padding. */
  readonly recordPadding?: number | undefined;
  /** The plaintext bytes that we accept in a protected record, 64..16385 (RFC 8449). Default: see `CommonOptions` of tls/. */
  readonly recordSizeLimit?: number | undefined;
  /** Milliseconds allowed for the handshake, from the opening of the connection to the last Finished; received bytes do not
   * extend it. Time in which a server has not yet processed the client's bytes does not count. Default: 10,000 for a client,
   * 30,000 for a server. */
  readonly handshakeTimeout?: number | undefined;
  /** Whether our side stays writable after the peer has ended its own. Default: false, as in node:net.
   * Deviation: with true, our side outlives the peer's close_notify, where RFC 5246 §7.2.1 requires pending writes to be
   * discarded. */
  readonly allowHalfOpen?: boolean | undefined;
  /** Default: the system's random source. */
  readonly random?: Random | undefined;
  /** The time to validate certificates at. Default: now. */
  readonly time?: Clock | undefined;
  readonly observe?: ((event: tls.TlsEvent, socket: TlsSocket) => void) | undefined;
}

export const COMMON = [
  ...['ciphers', 'ALPNProtocols', 'extendedMasterSecret', 'encryptThenMac', 'handshakeTimeout', 'allowHalfOpen'],
  ...['minVersion', 'maxVersion', 'groups', 'signatureSchemes'],
  ...['recordPadding', 'recordSizeLimit', 'keyPool', 'answerKeyRequest'],
  ...['random', 'time', 'observe', 'roots', 'profile', 'revocation', 'cert', 'key'],
];
/** Options whose name in node:tls differs: that name, and ours. */
export const RENAMED = { ca: 'roots', ecdhCurve: 'groups', sigalgs: 'signatureSchemes' };
const VERSIONS: readonly tls.TlsVersion[] = ['TLSv1.2', 'TLSv1.3'];

/** @throws UsageError */
function versionsOf({ minVersion, maxVersion }: CommonOptions): Pick<tls.CommonOptions, 'versions'> {
  for (const [argument, version] of Object.entries({ minVersion, maxVersion })) {
    if (version !== undefined && !VERSIONS.includes(version)) {
      throw new UsageError('out-of-range', argument, `must be one of ${VERSIONS.join(', ')}`);
    }
  }
  if (minVersion === undefined && maxVersion === undefined) return {};
  const versions = VERSIONS.slice(
    minVersion && VERSIONS.indexOf(minVersion),
    maxVersion && VERSIONS.indexOf(maxVersion) + 1,
  );
  if (versions.length === 0) throw new UsageError('out-of-range', 'maxVersion', 'is below minVersion');
  return { versions };
}

/** @throws UsageError */
export function engineOptions(options: CommonOptions) {
  const { time = () => new Date(), random = systemRandom } = options;
  timeOf(time, 'time');
  const {
    ciphers,
    groups,
    signatureSchemes,
    ALPNProtocols,
    extendedMasterSecret,
    encryptThenMac,
    recordPadding,
    recordSizeLimit,
  } = options;
  if (ALPNProtocols !== undefined) assertArray(ALPNProtocols, 'ALPNProtocols');
  return {
    random,
    time: () => timeOf(time, 'time'),
    ...versionsOf(options),
    ...(ciphers !== undefined && { ciphers }),
    ...(groups !== undefined && { groups }),
    ...(signatureSchemes !== undefined && { signatureSchemes }),
    ...(ALPNProtocols !== undefined && { alpn: ALPNProtocols }),
    ...(extendedMasterSecret !== undefined && { extendedMasterSecret }),
    ...(encryptThenMac !== undefined && { encryptThenMac }),
    ...(recordPadding !== undefined && { recordPadding }),
    ...(recordSizeLimit !== undefined && { recordSizeLimit }),
  };
}
