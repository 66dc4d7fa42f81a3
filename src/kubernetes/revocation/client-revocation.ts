/** Revocation of client certificates, which Kubernetes does not have (kubernetes issue 18982): lists of the clients' CAs, replaced while the
 * server runs. */
import { readFile, stat } from 'node:fs/promises';
import {
  assertArray,
  assertDate,
  assertFields,
  assertFunction,
  assertMethods,
  assertString,
  VitrineError,
} from '../../bytes/index.ts';
import { pemText } from '../../keys/index.ts';
import type { CertificateAlert } from '../../tls/index.ts';
import {
  type Certificate,
  type CertificateList,
  decodeCertificateList,
  formatOneline,
  readCertificateListsPem,
  sameKey,
  sameName,
  verifyCertificateList,
} from '../../x509/index.ts';
import { watchFile } from '../watched-file.ts';

/** A list that is not taken. */
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

/** What a server tells of its list. */
export interface CrlStanding {
  /** The earliest thisUpdate of the lists in force; undefined while there is none. */
  readonly thisUpdate: Date | undefined;
  /** The earliest nextUpdate. */
  readonly nextUpdate: Date | undefined;
  /** Whether that is past: `strict` refuses every client of such a list's CA. */
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
  /** Called with one line that an administrator should know. */
  onWarning(message: string): void;
}

const STEP_F = 'RFC 5280 §6.3.3 (f)';

/** The revoked clients of one server. */
export class ClientRevocation {
  readonly #options: ClientRevocationOptions;
  readonly #listeners = new Set<() => void>();
  #lists: readonly InForce[] = [];
  /** The overdue lists that a warning was given about. */
  #overdue = new WeakSet<CertificateList>();

  /** Without lists: `load` brings them. @throws UsageError. */
  constructor(options: ClientRevocationOptions) {
    assertFields(options, 'options', 'an object', 'authorities', 'strict', 'now', 'onWarning');
    assertArray(options.authorities, 'options.authorities');
    this.#options = options;
  }

  /** Puts the lists of a file in force, in place of those before: one of each CA, PEM or DER. Sessions of clients that they revoke are to be
   * ended by the listeners of `onChange`.
   * @param name - of the file, for errors and warnings.
   * @throws ClientCrlError: then what was in force stays so. */
  load(content: Uint8Array, name: string): void {
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
    const named = this.#options.authorities.filter(({ subject }) => sameName(subject, list.issuer));
    if (named.length === 0) {
      throw refuse('crl-issuer', `is a list of ${of}, not of a CA of this server's clients`, STEP_F);
    }
    const authority = named.find((one) => isSignedBy(list, one));
    if (authority === undefined) throw refuse('crl-signature', `was not signed by the key of ${of}`, STEP_F);
    // RFC 5280 §5.2.4, §5.2.5: what makes a list partial is critical; and §5.2: a critical extension that is not known.
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

  /** Whether a client may be served, by its validated chain, leaf first: the anchor itself is not asked about.
   * @returns the alert that refuses it. */
  judge(chain: readonly Certificate[]): CertificateAlert | undefined {
    this.#warnOverdue();
    for (const [i, certificate] of chain.slice(0, -1).entries()) {
      const issuer = chain[i + 1];
      const found = this.#lists.find(({ authority }) => authority.equals(issuer) || isSameAuthority(authority, issuer));
      if (found?.list.find(certificate.serialNumber) !== undefined) return 'certificate_revoked';
      if (this.#options.strict && (found === undefined || this.#isOverdue(found.list))) return 'certificate_unknown';
    }
    return undefined;
  }

  /** @param listener - called after lists were put in force. @returns how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What is in force now. */
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
    // RFC 5280 §5.1.2.5 demands a nextUpdate; without one nothing says that the list is current.
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

/** The same name and key: a CA that was issued anew. */
const isSameAuthority = (a: Certificate, b: Certificate): boolean =>
  sameName(a.subject, b.subject) && sameKey(a.publicKey, b.publicKey);

/** RFC 5280 §6.3.3 (g). */
function isSignedBy(list: CertificateList, authority: Certificate): boolean {
  try {
    return verifyCertificateList(list, authority.publicKey);
  } catch (error) {
    if (error instanceof VitrineError) return false; // An algorithm that is not known, or not of this key.
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

/** Loads a file's lists, and again whenever it is replaced. What cannot be taken later leaves in force what was, and is a warning.
 * @returns how to stop. @throws ClientCrlError, or the system's error, for the file as it is now. */
export async function followClientCrl(
  revocation: ClientRevocation,
  path: string,
  onNews: (message: string) => void,
): Promise<() => void> {
  assertMethods(revocation, 'revocation', 'a ClientRevocation', 'load', 'judge');
  assertFunction(onNews, 'onNews');
  const load = async (): Promise<void> => revocation.load(await readBoundedFile(path), path);
  const stop = watchFile(path, async () => {
    try {
      await load();
      onNews(`${path}: in force, with ${revocation.standing.revoked} revoked`);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      onNews(`${oneLine(error.message)}; the list before stays in force`);
    }
  });
  await load().catch((error: unknown) => {
    stop();
    throw error;
  });
  return stop;
}

const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ');

/** Bytes: the largest list that x509/ reads unasked. */
const MAX_FILE = 2 * 32 * 2 ** 20;

async function readBoundedFile(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size <= MAX_FILE) return readFile(path);
  throw new ClientCrlError('crl-unreadable', `${path}: is larger than ${MAX_FILE} bytes`, 'Not in a standard: a limit');
}
