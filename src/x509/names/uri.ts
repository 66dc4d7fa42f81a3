/** URIs as certificates name them: by scheme and host. */
import { dnsLabels } from './dns-name.ts';
import { parseIpAddress } from './ip-address.ts';

/** A URI's scheme, in lower case, and its host's labels. */
export interface UriHost {
  readonly scheme: string;
  readonly host: readonly string[];
}

/** RFC 3986 §3: a scheme, and an authority, of which only the host is used. */
const WITH_AUTHORITY = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?([^/?#@:]*)(?::[0-9]*)?(?:[/?#]|$)/i;

/** Reads a URI. @returns undefined where it has no host, or an address in place of a host name. */
export function readUriHost(text: string): UriHost | undefined {
  const [, scheme, name] = WITH_AUTHORITY.exec(text) ?? [];
  const host = name === undefined || parseIpAddress(name) !== undefined ? undefined : dnsLabels(name);
  return host && { scheme: scheme.toLowerCase(), host };
}
