/** Options of OpenSSL's s_client and s_server that people know and that are not here, each with what there is in its place. */
import { type Options, usageError } from './command.ts';

/** Why each is refused. */
const REASONS = {
  ssl3: 'there is no version before TLS 1.2 (RFC 8996)',
  tls1: 'there is no version before TLS 1.2 (RFC 8996)',
  tls1_1: 'there is no version before TLS 1.2 (RFC 8996)',
  dtls: 'there is no DTLS',
  dtls1_2: 'there is no DTLS',
  psk: 'there are no keys shared beforehand; -sess_in resumes a session',
  psk_identity: 'there are no keys shared beforehand; -sess_in resumes a session',
  early_data: 'early data can be replayed: it is neither sent nor taken',
  client_sigalgs: '-sigalgs names the schemes of both sides',
  dhparam: 'groups of finite fields are not here; -groups names those that are',
  debug: 'use -msg for the messages, or -explain for every byte',
  state: 'use -msg for the messages, or -explain for the states too',
  trace: 'use -explain',
  tlsextdebug: 'use -explain',
} as const;

type Refused = keyof typeof REASONS;
/** Those that OpenSSL gives a value, so that the word after them is no operand. */
const WITH_VALUE: readonly string[] = ['psk', 'psk_identity', 'early_data', 'client_sigalgs', 'dhparam'];

/** For a command's table of options. */
export const REFUSED_TLS_OPTIONS = Object.fromEntries(
  Object.entries(REASONS).map(([name, why]) => {
    const help = `refused: ${why}`;
    return [name, WITH_VALUE.includes(name) ? { value: 'VALUE', help } : { help }];
  }),
) as Readonly<Record<Refused, Options[string]>>;

/** @throws CliError `usage` where one of them is given. */
export function refuseOptions(values: Readonly<Record<string, unknown>>): void {
  for (const [name, why] of Object.entries(REASONS)) {
    if (values[name] !== undefined && values[name] !== false) throw usageError(`-${name} is refused: ${why}`);
  }
}
