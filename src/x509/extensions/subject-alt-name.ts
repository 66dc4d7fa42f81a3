import { cite } from '../../codec/index.ts';
import { generalNames } from '../names/general-name.ts';

/** SubjectAltName: the names that a peer's identity is matched against. */
export const subjectAltName = cite('RFC 5280 §4.2.1.6', generalNames);
