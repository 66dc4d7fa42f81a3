/** Revocation of client certificates, which Kubernetes does not have (kubernetes issue 18982): CRLs of the clients' CAs, which can be
 * replaced while the server runs. */
import { readFile, stat } from 'node:fs/promises';
import {
  assertBoolean,
  assertBytes,
  assertDate,
  assertFields,
  assertFunction,
  assertMethods,
  assertOptions,
  assertString,
  VitrineError,
} from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { pemText } from '../../keys/index.ts';
import type { CertificateAlert } from '../../tls/index.ts';
import {
  type Certificate,
  type CertificateList,
  decodeCertificateList,
  formatOneline,
  readCertificateListsPem,
  readCertificatesPem,
  sameKey,
  sameName,
  verifyCertificateList,
} from '../../x509/index.ts';
import { assertCertificate } from '../../x509/internal.ts';
import { watchFile } from '../watched-file.ts';

/** A list that was refused. */
export class ClientCrlError extends VitrineError {
  constructor(code: ClientCrlCode, message: string, rule: string, options?: ErrorOptions) {
    super(code, message, rule, options);
  }
}
export type ClientCrlCode =
  | 'crl-issuer'
  | 'crl-older'
  | 'crl-partial'
  | 'crl-signature'
  | 'crl-twice'
  | 'crl-unreadable';

/** One list in force, and its CA. */
interface InForce {
  readonly list: CertificateList;
  readonly authority: Certificate;
}

/** The state of a server's list. */
export interface CrlStanding {
  /** The earliest thisUpdate of the lists in force; undefined while there is none. */
  readonly thisUpdate: Date | undefined;
  /** The earliest nextUpdate. */
  readonly nextUpdate: Date | undefined;
  /** Whether that time has passed: with `strict`, every client of such a list's CA is refused. */
  readonly overdue: boolean;
  readonly revoked: number;
}

export interface ClientRevocationOptions {
  /** The CAs of the clients. A list by another is refused. */
  readonly authorities: readonly Certificate[];
  /** Whether a client whose CA has no current list is refused. */
  readonly strict: boolean;
  /** The time now. */
  now(): Date;
  /** Called with a one-line warning for the administrator. */
  onWarning(message: string): void;
}

const STEP_F = 'RFC 5280 §6.3.3 (f)';

const OPTIONS: Readonly<Record<keyof ClientRevocationOptions, true>> = {
  authorities: true,
  strict: true,
  now: true,
  onWarning: true,
};

/** The revoked clients of one server. */
export class ClientRevocation {
  readonly #options: ClientRevocationOptions;
  #authorities: readonly Certificate[];
  readonly #listeners = new Set<() => void>();
  #lists: readonly InForce[] = [];
  /** The overdue lists for which a warning was issued. */
  #overdue = new WeakSet<CertificateList>();

  /** Creates it without lists: `load` adds them. @throws UsageError. */
  constructor(options: ClientRevocationOptions) {
    assertFields(options, 'options', 'an object', 'authorities', 'strict', 'now', 'onWarning');
    assertOptions(options, 'options', Object.keys(OPTIONS));
    assertEach(options.authorities, 'options.authorities', assertCertificate);
    assertBoolean(options.strict, 'options.strict');
    assertFunction(options.now, 'options.now');
    assertFunction(options.onWarning, 'options.onWarning');
    this.#options = options;
    this.#authorities = options.authorities;
  }

  /** Replaces the CAs of the clients, as in the rotation of a CA. The lists in force stay, those of a CA that is no longer there included:
   * nobody else's certificates fall under them.
   * @throws UsageError. */
  replaceAuthorities(authorities: readonly Certificate[]): void {
    assertEach(authorities, 'authorities', assertCertificate);
    this.#authorities = authorities;
  }

  /** Activates the lists of a file, which replace the previous ones: one per CA, PEM or DER. The listeners of `onChange` must end the
   * sessions of revoked clients.
   * @param name - of the file, for errors and warnings.
   * @throws ClientCrlError: then the previous lists stay active. */
  load(content: Uint8Array, name: string): void {
    assertBytes(content, 'content');
    assertString(name, 'name');
    const lists = listsIn(content, name).map((list) => this.#checked(list, name));
    const twice = lists.find((one, i) => lists.findIndex((other) => other.authority === one.authority) !== i);
    if (twice !== undefined) {
      const of = formatOneline(twice.list.issuer.value);
      throw new ClientCrlError('crl-twice', `${name}: has two lists of ${of}; give one`, 'RFC 5280 §6.3');
    }
    this.#lists = lists;
    this.#warnOverdue();
    for (const listener of this.#listeners) listener();
  }

  #checked(list: CertificateList, name: string): InForce {
    const refuse = (code: ClientCrlCode, message: string, rule: string): ClientCrlError =>
      new ClientCrlError(code, `${name}: ${message}`, rule);
    const of = formatOneline(list.issuer.value);
    const named = this.#authorities.filter(({ subject }) => sameName(subject, list.issuer));
    if (named.length === 0) {
      throw refuse('crl-issuer', `is a list of ${of}, not of a CA of this server's clients`, STEP_F);
    }
    const authority = named.find((one) => isSignedBy(list, one));
    if (authority === undefined) throw refuse('crl-signature', `was not signed by the key of ${of}`, STEP_F);
    // RFC 5280 §5.2.4, §5.2.5: the extensions that make a list partial are critical; and by §5.2 an unknown critical extension makes a list
    // unusable.
    if (list.baseNumber !== undefined || list.extensions.some(({ critical }) => critical)) {
      const message = 'is a delta list, an indirect one, or one for some of the certificates: give the complete one';
      throw refuse('crl-partial', message, 'RFC 5280 §6.3.3 (b)');
    }
    if (list.entries.unprocessed !== undefined) {
      const message = `has a critical entry extension that is not known (${list.entries.unprocessed})`;
      throw refuse('crl-partial', message, 'RFC 5280 §5.3');
    }
    const former = this.#lists.find((one) => one.authority.equals(authority))?.list.number;
    if (former !== undefined && (list.number === undefined || list.number < former)) {
      throw refuse(
        'crl-older',
        `has number ${list.number ?? 'none'}, before ${former} of the list in force`,
        'RFC 5280 §5.2.3',
      );
    }
    if (authority.keyUsage?.includes('cRLSign') === false) {
      this.#options.onWarning(
        `${name}: taken, though the keyUsage of ${of} has no cRLSign: other verifiers refuse this list (${STEP_F})`,
      );
    }
    return { list, authority };
  }

  /** Whether a client may be served, by its validated chain, leaf first: the anchor itself is not checked.
   * @returns the alert that refuses it. */
  judge(chain: readonly Certificate[]): CertificateAlert | undefined {
    assertEach(chain, 'chain', assertCertificate);
    this.#warnOverdue();
    for (const [i, certificate] of chain.slice(0, -1).entries()) {
      const issuer = chain[i + 1];
      const found = this.#lists.find(({ authority }) => authority.equals(issuer) || isSameAuthority(authority, issuer));
      if (found?.list.find(certificate.serialNumber) !== undefined) return 'certificate_revoked';
      if (this.#options.strict && (found === undefined || this.#isOverdue(found.list))) return 'certificate_unknown';
    }
    return undefined;
  }

  /** @param listener - called after lists were activated. @returns a function that removes it. */
  onChange(listener: () => void): () => void {
    assertFunction(listener, 'listener');
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The state of the active lists. */
  get standing(): CrlStanding {
    const times = (read: (list: CertificateList) => Date | undefined): Date | undefined =>
      this.#lists.map(({ list }) => read(list)).sort((a, b) => (a?.getTime() ?? 0) - (b?.getTime() ?? 0))[0];
    return {
      thisUpdate: times((list) => list.thisUpdate),
      nextUpdate: times((list) => list.nextUpdate),
      overdue: this.#lists.some(({ list }) => this.#isOverdue(list)),
      revoked: this.#lists.reduce((sum, { list }) => sum + list.entries.size, 0),
    };
  }

  #isOverdue({ nextUpdate }: CertificateList): boolean {
    const now = this.#options.now();
    assertDate(now, 'options.now()');
    // RFC 5280 §5.1.2.5 requires nextUpdate; without it, there is no evidence that the list is current.
    return nextUpdate === undefined || now > nextUpdate;
  }

  #warnOverdue(): void {
    for (const { list } of this.#lists) {
      if (this.#overdue.has(list) || !this.#isOverdue(list)) continue;
      this.#overdue.add(list);
      const since = list.nextUpdate?.toISOString() ?? 'its beginning';
      const effect = this.#options.strict
        ? 'its clients are refused'
        : 'those it names stay refused, later ones are not known';
      this.#options.onWarning(`the list of ${formatOneline(list.issuer.value)} is overdue since ${since}: ${effect}`);
    }
  }
}

/** Whether both have the same name and key, as a reissued CA certificate. */
const isSameAuthority = (a: Certificate, b: Certificate): boolean =>
  sameName(a.subject, b.subject) && sameKey(a.publicKey, b.publicKey);

/** RFC 5280 §6.3.3 (g). */
function isSignedBy(list: CertificateList, authority: Certificate): boolean {
  try {
    return verifyCertificateList(list, authority.publicKey);
  } catch (error) {
    if (error instanceof VitrineError) return false; // An unknown algorithm, or one that does not fit this key.
    throw error;
  }
}

function listsIn(content: Uint8Array, name: string): CertificateList[] {
  try {
    const text = pemText(content);
    const lists = text.includes('-----BEGIN ') ? readCertificateListsPem(text) : [decodeCertificateList(content)];
    for (const { entries } of lists) void entries.size; // Decodes all entries now, not in a handshake.
    return lists;
  } catch (cause) {
    if (!(cause instanceof VitrineError)) throw cause;
    throw new ClientCrlError('crl-unreadable', `${name}: ${cause.message}`, cause.rule, { cause });
  }
}

/** Loads a file's lists, and loads them again whenever the file is replaced. If a later load fails, the previous lists stay active, and a
 * warning is issued.
 * @param authoritiesPath - a PEM file with the CAs of the clients. They are read before each load, and the lists are loaded again when
 * this file is replaced. Default: none; the CAs stay those of `revocation`.
 * @returns a function that stops it. @throws ClientCrlError, or the system's error, for the files as they are now. */
export async function followClientCrl(
  revocation: ClientRevocation,
  path: string,
  onNews: (message: string) => void,
  authoritiesPath?: string,
): Promise<() => void> {
  assertMethods(revocation, 'revocation', 'a ClientRevocation', 'load', 'judge');
  assertFunction(onNews, 'onNews');
  if (authoritiesPath !== undefined) assertString(authoritiesPath, 'authoritiesPath');
  const load = async (): Promise<void> => {
    if (authoritiesPath !== undefined) {
      revocation.replaceAuthorities(readCertificatesPem(pemText(await readBoundedFile(authoritiesPath))));
    }
    revocation.load(await readBoundedFile(path), path);
  };
  const reload = async (): Promise<void> => {
    try {
      await load();
      onNews(`${path}: in force, with ${revocation.standing.revoked} revoked`);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      onNews(`${oneLine(error.message)}; the list before stays in force`);
    }
  };
  const watched = authoritiesPath === undefined ? [path] : [path, authoritiesPath];
  const stops = watched.map((each) => watchFile(each, reload));
  const stop = (): void => {
    for (const each of stops) each();
  };
  await load().catch((error: unknown) => {
    stop();
    throw error;
  });
  return stop;
}

const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ');

/** Maximum bytes of the file, from the default maximum of a list in x509/. */
const MAX_FILE = 2 * 32 * 2 ** 20;

async function readBoundedFile(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size <= MAX_FILE) return readFile(path);
  throw new ClientCrlError('crl-unreadable', `${path}: is larger than ${MAX_FILE} bytes`, 'Not in a standard: a limit');
}
