/** `-tls-min-version` of kube-apiserver and kubelet, in their words, and the same for the highest version. */
import type { TlsVersion } from '../tls/index.ts';
import { wordValue } from './arguments.ts';
import { usageError, type Values } from './command.ts';

const WORDS = ['VersionTLS12', 'VersionTLS13'] as const;
const VERSIONS: Readonly<Record<(typeof WORDS)[number], TlsVersion>> = {
  VersionTLS12: 'TLSv1.2',
  VersionTLS13: 'TLSv1.3',
};

export const TLS_VERSION_OPTIONS = {
  'tls-min-version': { value: 'VERSION', help: 'the lowest version of TLS: VersionTLS12 (default) or VersionTLS13' },
  'tls-max-version': { value: 'VERSION', help: 'the highest, in the same words; default: VersionTLS13' },
} as const;

/** The versions that a server speaks. */
export interface TlsVersions {
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
}

/** For a person. */
export const versionsText = ({ minVersion, maxVersion }: TlsVersions): string =>
  minVersion === 'TLSv1.3' ? 'TLS 1.3' : maxVersion === 'TLSv1.2' ? 'TLS 1.2' : 'TLS 1.2 or 1.3';

/** @throws CliError `usage` for another word, and where no version is left. */
export function tlsVersions(values: Values<typeof TLS_VERSION_OPTIONS>): TlsVersions {
  const { 'tls-min-version': lowest, 'tls-max-version': highest } = values;
  if (lowest === 'VersionTLS13' && highest === 'VersionTLS12') {
    throw usageError('-tls-min-version is above -tls-max-version');
  }
  return {
    ...(lowest !== undefined && { minVersion: VERSIONS[wordValue(lowest, 'tls-min-version', WORDS)] }),
    ...(highest !== undefined && { maxVersion: VERSIONS[wordValue(highest, 'tls-max-version', WORDS)] }),
  };
}
