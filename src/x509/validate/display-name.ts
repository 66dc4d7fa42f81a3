import type { Certificate } from '../certificate/certificate.ts';
import type { Name } from '../names/name.ts';
import { formatReadable } from '../names/name-text.ts';

const LENGTH = 200;

/** The beginning of a name as text, for display: later RDNs would be cut off anyway. */
export const displayName = (name: Name): string => formatReadable(name.slice(0, LENGTH), LENGTH);

/** The subject of a certificate for display. Formatted once for each certificate, since many checks need it. */
export const displaySubject = (certificate: Certificate): string => certificate.derive(subjectText);
const subjectText = ({ subject }: Certificate): string => displayName(subject.value);
