/** What the TLS rows have in common. */
import type { CipherSuiteName } from '../../src/tls/index.ts';
import { mixedBytes } from './bytes.ts';

export const MEBIBYTE = mixedBytes(2 ** 20);
export const HANDSHAKE_ROW = 'handshake/mutual/2048';
/** Of the handshakes: the one suite that everybody has, node-forge too. */
export const HANDSHAKE_SUITE: CipherSuiteName = 'TLS_RSA_WITH_AES_128_CBC_SHA';
export const transferRow = (suite: string): string => `transfer/${suite}/1 MiB`;
