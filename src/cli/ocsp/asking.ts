/** `ocsp -reqout`: a request about certificates. */
import { randomBytes } from '../../bytes/index.ts';
import { certIdOf, certIdOfSerial, createOcspRequest, type OcspRequest, sameName } from '../../x509/index.ts';
import { readCertificateFile } from '../certificate-files.ts';
import { CliError, usageError } from '../command.ts';
import type { Context } from '../context.ts';
import { required } from '../files.ts';

export interface AskingValues {
  readonly issuer: string | undefined;
  readonly cert: readonly string[];
  readonly serial: readonly string[];
  readonly sha256: boolean;
  readonly nonce: boolean;
}

/** RFC 9654 §2.1: new clients should use at least 32 bytes. */
const NONCE_BYTES = 32;

/** The request that the options describe; undefined if they describe none. @throws CliError `usage`, `wrong-issuer`; about the files. */
export async function makeRequest(values: AskingValues, context: Context): Promise<OcspRequest | undefined> {
  const { issuer: issuerFile, cert, serial } = values;
  if (cert.length + serial.length === 0) return undefined;
  const issuer = await readCertificateFile(context, required(issuerFile, 'issuer', 'the certificate of the issuer'));
  const hash = values.sha256 ? 'sha256' : 'sha1';
  const certificates = await Promise.all(cert.map((path) => readCertificateFile(context, path)));
  const stranger = certificates.findIndex((one) => !sameName(one.issuer, issuer.subject));
  if (stranger >= 0) throw new CliError('wrong-issuer', `${cert[stranger]}: was not issued by ${issuerFile}`);
  const certIds = [
    ...certificates.map((one) => certIdOf(one, issuer, hash)),
    ...serial.map((text) => certIdOfSerial(askedSerial(text), issuer, hash)),
  ];
  return createOcspRequest({ certIds, nonce: values.nonce ? randomBytes(context.random, NONCE_BYTES) : undefined });
}

function askedSerial(text: string): bigint {
  if (/^(?:\d{1,49}|0x[0-9a-f]{1,40})$/i.test(text)) return BigInt(text);
  throw usageError(`-serial takes a number, decimal or 0x…, not ${JSON.stringify(text.slice(0, 60))}`);
}
