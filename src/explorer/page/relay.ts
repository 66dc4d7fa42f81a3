/** The relay beside which `vitrine explore -relay` serves this page. */
import { base64ToBytes } from '../../bytes/index.ts';

export interface PageRelay {
  /** Where it is, with its token. */
  readonly address: string;
  /** `HOST:PORT` of each server that it reaches. */
  readonly destinations: readonly string[];
  /** The certificates that servers are judged by. */
  readonly roots: readonly Uint8Array[];
}

/** Undefined for a page without one. */
export function pageRelay(): PageRelay | undefined {
  const told = document.querySelector<HTMLMetaElement>('meta[name="vitrine-relay"]')?.content;
  if (told === undefined) return undefined;
  const { address, destinations, roots } = JSON.parse(told) as Omit<PageRelay, 'roots'> & { roots: readonly string[] };
  return { address, destinations, roots: roots.map((text) => base64ToBytes(text)) };
}
