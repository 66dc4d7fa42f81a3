/** URIs as certificates name them: by scheme and host. */
import { dnsLabels } from './dns-name.ts';
import { parseIpAddress } from './ip-address.ts';

/** A URI's scheme, in lower case, and its host's labels. */
export interface UriHost {
  readonly scheme: string;
  readonly host: readonly string[];
}

/** RFC 3986 §3: a scheme, and an authority, of which only the host is used. §3.2.1: userinfo = *( unreserved / pct-encoded / sub-delims / ":" ).
 * Other programs read another host where it holds anything else, such as `\\`. What follows may be any visible character. */
const WITH_AUTHORITY =
  /^([a-z][a-z0-9+.-]*):\/\/(?:[a-z0-9\-._~!$&'()*+,;=:%]*@)?([^/?#@:]*)(?::[0-9]*)?(?:[/?#][!-~]*)?$/i;

/** RFC 3261 §25.1: SIP-URI = "sip:" [ userinfo ] hostport uri-parameters [ headers ]. Neither parameters nor headers have an `@`. */
const SIP = /^(sips?):(?:[a-z0-9\-_.!~*'()%&=+$,;?/:]+@)?([^/?#@:;]*)(?::[0-9]*)?(?:[;?][!-?A-~]*)?$/i;

/** Reads a URI with an authority. @returns undefined where it has no host, or an address in place of a host name. */
export const readUriHost = (text: string): UriHost | undefined => hostOf(WITH_AUTHORITY.exec(text));

/** Reads a URI with an authority, or a SIP URI, which names its host without one. @returns as `readUriHost`. */
export const readServiceUri = (text: string): UriHost | undefined => readUriHost(text) ?? hostOf(SIP.exec(text));

function hostOf(parts: RegExpExecArray | null): UriHost | undefined {
  const [, scheme, name] = parts ?? [];
  const host = name === undefined || parseIpAddress(name) !== undefined ? undefined : dnsLabels(name);
  return host && { scheme: scheme.toLowerCase(), host };
}
