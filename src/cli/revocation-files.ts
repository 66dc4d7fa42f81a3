/** Revocation lists in files. */
import {
  type CertificateList,
  decodeCertificateList,
  type Revocation,
  readCertificateListsPem,
} from '../x509/index.ts';
import { CliError, usageError, type Values } from './command.ts';
import type { Context } from './context.ts';
import { inFile, inputName, MAX_INPUT, readInput } from './files.ts';
import { formIn, inputForm, textOf } from './key-files.ts';
import { hintingAtDer, LIST_ONLY } from './key-hints.ts';
import { namingContents } from './wrong-labels.ts';

/** The option of the commands that read lists. */
export const CRL_BOUND = { value: 'BYTES', help: 'the largest list that is read; default 32 MiB' } as const;

export interface ListFileOptions {
  /** `-inform`; default: PEM if the file begins like PEM, DER otherwise. */
  readonly inform?: string | undefined;
  /** Default: 32 MiB. */
  readonly maxBytes?: number | undefined;
}

/** The first list of a file. @throws CliError, about the file. */
export const readCertificateListFile = async (
  context: Context,
  path: string | undefined,
  options: ListFileOptions = {},
): Promise<CertificateList> => (await readCertificateListFiles(context, path, options))[0];

/** All lists of a file, at least one; a DER file has one. @throws CliError, about the file. */
export async function readCertificateListFiles(
  context: Context,
  path: string | undefined,
  { inform, maxBytes = 2 * MAX_INPUT }: ListFileOptions = {},
): Promise<readonly CertificateList[]> {
  const given = inputForm(inform, 'inform');
  // PEM takes four characters for three bytes, and line feeds.
  const bytes = await readInput(context, path, 2 * maxBytes);
  const isDer = (given ?? formIn(bytes)) === 'DER';
  if (isDer && bytes.length > maxBytes)
    throw new CliError('too-large', `${inputName(path)}: larger than ${maxBytes} bytes, the limit for a list`);
  return inFile(path, () => {
    if (isDer) return [hintingAtDer(LIST_ONLY, bytes, () => decodeCertificateList(bytes, { maxBytes }))];
    const text = textOf(bytes);
    return namingContents(text, () => readCertificateListsPem(text, { maxBytes }));
  });
}

/** The options of `verify` about revocation, as OpenSSL has them. */
export const REVOCATION_OPTIONS = {
  crl_check: { help: 'check whether the certificate is revoked, by -CRLfile; an unknown status is a failure' },
  crl_check_all: { help: 'the same of every certificate of the chain' },
  CRLfile: { value: 'FILE', many: true, help: 'revocation lists, PEM or DER' },
  extended_crl: { help: 'also use indirect lists, and lists for some reasons only' },
  use_deltas: { help: 'also use delta lists' },
} as const;

/** @param found - further lists, besides those of `-CRLfile`. As in OpenSSL, lists are checked only with -crl_check or
 * -crl_check_all, and then a list must cover the certificate.
 * @throws CliError `usage`; about the files. */
export async function revocationBy(
  values: Values<typeof REVOCATION_OPTIONS>,
  context: Context,
  found: readonly CertificateList[],
): Promise<Revocation> {
  const { crl_check: leafOnly, crl_check_all: all, CRLfile, extended_crl: extended, use_deltas: deltas } = values;
  if (!leafOnly && !all) {
    if (CRLfile.length === 0 && !extended && !deltas) return { policy: 'off' };
    const given = CRLfile.length > 0 ? 'CRLfile' : extended ? 'extended_crl' : 'use_deltas';
    throw usageError(`-${given} needs -crl_check or -crl_check_all: without them no list is read`);
  }
  const lists = await Promise.all(CRLfile.map((path) => readCertificateListFiles(context, path)));
  return { policy: 'require', scope: all ? 'chain' : 'leaf', crls: [...lists.flat(), ...found], extended, deltas };
}
