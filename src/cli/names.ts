import { formatOneline, formatRfc4514, type Name } from '../x509/index.ts';
import { wordValue } from './arguments.ts';

/** A name as `-nameopt` says; OpenSSL's `CN = a, O = b` unless given. */
export const formatName = (name: Name, nameopt = 'oneline'): string =>
  wordValue(nameopt, 'nameopt', ['oneline', 'RFC2253']) === 'oneline' ? formatOneline(name) : formatRfc4514(name);
