/** `ocsp -index`: makes a response from the database of a CA. */

import { hashNameOf } from '../../asn1/index.ts';
import { bytesToUtf8, equalBytes } from '../../bytes/index.ts';
import { usualSchemeFor } from '../../signatures/index.ts';
import {
  type CertId,
  type Certificate,
  certIdOfSerial,
  createOcspResponse,
  type OcspRequest,
  type OcspResponse,
  type StatusToTell,
} from '../../x509/index.ts';
import { integerValue } from '../arguments.ts';
import { type IndexEntry, parseIndex } from '../ca/database.ts';
import { revocationOf } from '../ca/revocations.ts';
import { readCertificateFile } from '../certificate-files.ts';
import type { Context } from '../context.ts';
import { inFile, readInput, required } from '../files.ts';
import { readPrivateKeyFile } from '../key-files.ts';
import { serialHex } from '../summaries.ts';

export interface RespondingValues {
  readonly index: string;
  readonly CA: string | undefined;
  readonly rsigner: string | undefined;
  readonly rkey: string | undefined;
  readonly passin: string | undefined;
  readonly ndays: string | undefined;
  readonly nmin: string | undefined;
  readonly resp_key_id: boolean;
  readonly resp_no_certs: boolean;
}

const MAX_DATABASE = 2 ** 24;

/** Answers a request. Certificates of another CA, and those that are not in the database, have the status unknown.
 * @throws CliError, about the files; X509Error. */
export async function answerRequest(
  values: RespondingValues,
  request: OcspRequest,
  context: Context,
): Promise<OcspResponse> {
  const issuer = await readCertificateFile(context, required(values.CA, 'CA', 'the certificate of the CA'));
  const responder = await readCertificateFile(context, required(values.rsigner, 'rsigner', 'that of the responder'));
  const keyFile = values.rkey ?? values.rsigner;
  const responderKey = await readPrivateKeyFile(context, keyFile, { passin: values.passin });
  const bytes = await readInput(context, values.index, MAX_DATABASE);
  const entries = inFile(values.index, () => parseIndex(bytesToUtf8(bytes)));
  const bySerial = new Map(entries.map((entry) => [entry.serial, entry]));
  const thisUpdate = context.now();
  const nextUpdate = lifetime(values, thisUpdate);
  const answers = request.certIds.map((certId) => ({
    certId,
    status: isOf(certId, issuer)
      ? statusOf(bySerial.get(serialHex(certId.serialNumber)))
      : ({ kind: 'unknown' } as const),
    thisUpdate,
    nextUpdate,
  }));
  return createOcspResponse({
    responder,
    responderKey,
    scheme: usualSchemeFor(responderKey),
    responderId: values.resp_key_id ? 'key' : 'name',
    producedAt: thisUpdate,
    answers,
    nonce: request.nonce,
    certificates: values.resp_no_certs ? [] : [responder],
    random: context.random,
  });
}

/** Whether a certID belongs to this CA; false for an unknown hash. */
function isOf(id: CertId, issuer: Certificate): boolean {
  const hash = hashNameOf(id.hashAlgorithm.algorithm);
  if (hash !== 'sha1' && hash !== 'sha256' && hash !== 'sha384' && hash !== 'sha512') return false;
  const own = certIdOfSerial(id.serialNumber, issuer, hash);
  return equalBytes(id.issuerNameHash, own.issuerNameHash) && equalBytes(id.issuerKeyHash, own.issuerKeyHash);
}

/** An expired certificate that was not revoked is good, since the status is only about revocation (RFC 6960 §2.2). */
function statusOf(entry: IndexEntry | undefined): StatusToTell {
  if (entry === undefined) return { kind: 'unknown' };
  if (entry.status !== 'R') return { kind: 'good' };
  const { revocationDate, reason } = revocationOf(entry);
  return { kind: 'revoked', revocationTime: revocationDate, reason };
}

function lifetime({ ndays, nmin }: RespondingValues, from: Date): Date | undefined {
  if (ndays === undefined && nmin === undefined) return undefined;
  const minutes = 1440 * integerValue(ndays ?? '0', 'ndays', 0, 36_500) + integerValue(nmin ?? '0', 'nmin', 0, 10 ** 7);
  return new Date(from.getTime() + 60_000 * minutes);
}
