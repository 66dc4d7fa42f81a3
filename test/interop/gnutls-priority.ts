import type { Features } from './matrix.ts';

/** Key transport is not among GnuTLS's defaults; `+SHA256` and `+SHA1` are the MACs, and without the first there is none. */
export function priority({ encryptThenMac, extendedMasterSecret }: Features): string {
  return [
    ...['NONE', '+VERS-TLS1.2', '+RSA', '+AES-128-CBC', '+AES-256-CBC', '+AES-128-GCM', '+SHA256', '+SHA1', '+AEAD'],
    ...['+COMP-NULL', '+CTYPE-X509', '+SIGN-RSA-SHA256'],
    ...(encryptThenMac ? [] : ['%NO_ETM']),
    ...(extendedMasterSecret ? [] : ['%NO_SESSION_HASH']),
  ].join(':');
}

/** Options for a certificate of `folder`. */
export const identity = (name: string) => ['--x509certfile', `${name}.crt`, '--x509keyfile', `${name}.key`];
