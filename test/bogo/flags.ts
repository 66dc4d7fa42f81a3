/** The flags of BoringSSL's runner (ssl/test/test_config.cc there): those that the shim knows, and what they take. */
import { CliFlagError } from './outcome.ts';

/** A flag without a value, with one, or with one each time that it is given. */
type Kind = 'bool' | 'list' | 'value';

const FLAGS = {
  // The connection to the runner.
  port: 'value',
  'shim-id': 'value',
  ipv6: 'bool',
  server: 'bool',
  'resume-count': 'value',
  // Credentials and trust.
  'cert-file': 'value',
  'key-file': 'value',
  'trust-cert': 'value',
  'verify-peer': 'bool',
  'require-any-client-certificate': 'bool',
  // What is offered and accepted.
  'min-version': 'value',
  'max-version': 'value',
  'no-tls1': 'bool',
  'no-tls11': 'bool',
  'no-tls12': 'bool',
  'no-tls13': 'bool',
  cipher: 'value',
  curves: 'list',
  'signing-prefs': 'list',
  'verify-prefs': 'list',
  'host-name': 'value',
  'advertise-alpn': 'value',
  'select-alpn': 'value',
  'decline-alpn': 'bool',
  'reject-alpn': 'bool',
  'enable-ocsp-stapling': 'bool',
  'ocsp-response': 'value',
  'no-ticket': 'bool',
  'enable-grease': 'bool',
  'fallback-scsv': 'bool',
  // What is expected of the session.
  'expect-version': 'value',
  'expect-server-name': 'value',
  'expect-alpn': 'value',
  'expect-session-miss': 'bool',
  'expect-extended-master-secret': 'bool',
  'expect-cipher': 'value',
  'expect-curve-id': 'value',
  'expect-hrr': 'bool',
  'expect-no-hrr': 'bool',
  'expect-peer-signature-algorithm': 'value',
  'expect-peer-cert-file': 'value',
  'expect-no-peer-cert': 'bool',
  'expect-ocsp-response': 'value',
  // What is done in it.
  'shim-writes-first': 'bool',
  'shim-shuts-down': 'bool',
  'check-close-notify': 'bool',
  'key-update': 'bool',
  'key-update-before-read': 'bool',
  'export-keying-material': 'value',
  'export-label': 'value',
  'export-context': 'value',
  'use-export-context': 'bool',
  // How BoringSSL's own calls are made; our engine never blocks, so there is nothing to choose.
  async: 'bool',
  'handshake-twice': 'bool',
  'implicit-handshake': 'bool',
  'no-op-extra-handshake': 'bool',
  'partial-write': 'bool',
  'peek-then-read': 'bool',
  'use-custom-verify-callback': 'bool',
  'use-early-callback': 'bool',
  'use-old-client-cert-callback': 'bool',
  'use-ticket-callback': 'bool',
} as const satisfies Record<string, Kind>;

type Table = typeof FLAGS;
/** The flags of one connection. */
export type Flags = {
  readonly [K in keyof Table as Table[K] extends 'bool' ? K : never]: boolean;
} & { readonly [K in keyof Table as Table[K] extends 'value' ? K : never]: string | undefined } & {
  readonly [K in keyof Table as Table[K] extends 'list' ? K : never]: readonly string[];
};

const PREFIXES = ['on-initial-', 'on-resume-', 'on-retry-', 'on-shim-', 'on-handshaker-'];

interface Given {
  readonly prefix: string;
  readonly name: keyof Table;
  readonly value: string;
}

/** @returns the flags of the first connection, and those of each that resumes. @throws CliFlagError for an unknown flag. */
export function parseFlags(args: readonly string[]): { readonly initial: Flags; readonly resumed: Flags } {
  const given = [...readFlags(args)];
  const of = (prefix: string) => flagsOf(given.filter((one) => one.prefix === '' || one.prefix === prefix));
  return { initial: of('on-initial-'), resumed: of('on-resume-') };
}

function* readFlags(args: readonly string[]): Generator<Given> {
  for (let i = 0; i < args.length; i++) {
    if (!args[i].startsWith('-')) throw new CliFlagError(`not a flag: ${args[i]}`);
    const whole = args[i].replace(/^--?/, '');
    const prefix = PREFIXES.find((one) => whole.startsWith(one)) ?? '';
    const name = whole.slice(prefix.length);
    const kind = Object.hasOwn(FLAGS, name) ? FLAGS[name as keyof Table] : undefined;
    if (kind === undefined) throw new CliFlagError(`unknown flag: ${args[i]}`);
    const value = kind === 'bool' ? '' : args[++i];
    if (value === undefined) throw new CliFlagError(`no value: ${args[i - 1]}`);
    yield { prefix, name: name as keyof Table, value };
  }
}

function flagsOf(given: readonly Given[]): Flags {
  const values = (name: string) => given.filter((one) => one.name === name).map(({ value }) => value);
  const read = (name: string, kind: string) =>
    kind === 'bool' ? values(name).length > 0 : kind === 'list' ? values(name) : values(name).at(-1);
  return Object.fromEntries(Object.entries(FLAGS).map(([name, kind]) => [name, read(name, kind)])) as unknown as Flags;
}
