/** A path of certificates, and its anchor. */
import type { Certificate } from '../certificate/certificate.ts';
import { type Root, TrustAnchor } from './anchor.ts';

/** A path to judge. */
export interface Path {
  /** From the leaf upwards, without the anchor. */
  readonly certificates: readonly Certificate[];
  /** undefined: the path leads to no anchor. */
  readonly anchor: Root | undefined;
}

/** Whether the anchor is a certificate, which is then the last of the chain. */
export const endsWithAnchor = ({ anchor }: Path): boolean => anchor !== undefined && !(anchor instanceof TrustAnchor);

/** The certificates from the leaf upwards, the anchor's included. */
export const chainOf = ({ certificates, anchor }: Path): readonly Certificate[] =>
  anchor === undefined || anchor instanceof TrustAnchor ? certificates : [...certificates, anchor];
