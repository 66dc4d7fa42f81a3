/** subjectAltName as texts to compare with. */
import { formatIpAddress } from '../../x509/index.ts';
import type { Subject } from '../subject.ts';

/** The DNS names and addresses of subjectAltName, in the form in which commonName would contain them. */
export const alternativeTexts = ({ alternativeNames }: Subject): ReadonlySet<string> =>
  new Set(
    alternativeNames.flatMap(({ kind, value }) => {
      if (kind === 'iPAddress' && value instanceof Uint8Array) return [formatIpAddress(value)];
      return typeof value === 'string' ? [value] : [];
    }),
  );
