/** `ocsp -respin`: verifies a response. */
import { equalBytes } from '../../bytes/index.ts';
import { ocspReasonText, timeText } from '../../explain/index.ts';
import { type Certificate, certIdOf, type OcspResponse, type SingleResponse, validateChain } from '../../x509/index.ts';
import { integerValue } from '../arguments.ts';
import { readCertificateFile, readCertificateFiles, readTrustStoreFile } from '../certificate-files.ts';
import { EXIT, type ExitCode, usageError } from '../command.ts';
import { type Context, printable, write } from '../context.ts';
import { required } from '../files.ts';
import { serialHex } from '../summaries.ts';

export interface CheckingValues {
  readonly issuer: string | undefined;
  readonly cert: readonly string[];
  readonly CAfile: string | undefined;
  readonly verify_other: string | undefined;
  readonly nonce: boolean;
  readonly validity_period: string | undefined;
  readonly status_age: string | undefined;
}

/** Verifies the status of each certificate in a response, and prints it.
 * @param nonce - that of the request, if there is one. @returns `no` unless everything is valid. */
export async function checkResponse(
  values: CheckingValues,
  response: OcspResponse,
  nonce: Uint8Array | undefined,
  context: Context,
): Promise<ExitCode> {
  if (values.cert.length === 0) throw usageError('-respin needs -cert: the certificate in question');
  const issuer = await readCertificateFile(context, required(values.issuer, 'issuer', 'the certificate of the issuer'));
  const roots = await readTrustStoreFile(context, required(values.CAfile, 'CAfile', 'the trusted roots'));
  const others = values.verify_other === undefined ? [] : await readCertificateFiles(context, values.verify_other);
  const seconds = (text: string | undefined, option: string): number | undefined =>
    text === undefined ? undefined : integerValue(text, option, 0, 10 ** 9);
  const skew = seconds(values.validity_period, 'validity_period');
  const maxAge = seconds(values.status_age, 'status_age');
  const ocsp = {
    ...(skew !== undefined && { skew }),
    ...(maxAge !== undefined && { maxAge }),
    ...(nonce && { nonce, nonceRequired: values.nonce }),
  };
  let all = true;
  for (const path of values.cert) {
    const leaf = await readCertificateFile(context, path);
    const { checks, chain } = validateChain({
      leaf,
      intermediates: [issuer, ...others],
      roots,
      time: context.now(),
      purpose: 'any',
      profile: 'rfc5280',
      revocation: { policy: 'require', scope: 'leaf', ocspResponses: [response], ocsp },
    });
    const verdict = checks.find(({ code, outcome }) => code === 'revoked' && outcome !== 'note');
    const known = verdict !== undefined;
    const other = known ? undefined : otherSubject(response, leaf);
    const why = checks
      .filter(({ outcome }) => outcome === 'fail')
      .map(({ code, detail }) => `${code}: ${printable(detail)}\n`);
    await write(
      context.world.stderr,
      known ? 'Response verify OK\n' : `Response Verify Failure\n${other ?? ''}${why.join('')}`,
    );
    if (known)
      await context.print(
        `${printable(path)}: ${answerText(singleOf(response, leaf, chain[1], verdict.outcome === 'pass'))}`,
      );
    else all = false;
  }
  return all ? EXIT.ok : EXIT.no;
}

/** RFC 6960 §3.2 (1): "The certificate identified in a received response corresponds to the certificate that was identified in the
 * corresponding request". @returns lines with the rule and an advice if the response is about other certificates only. */
function otherSubject(response: OcspResponse, leaf: Certificate): string | undefined {
  const { responses } = response;
  const isOwn = ({ certID }: SingleResponse): boolean => certID.serialNumber === leaf.serialNumber;
  if (responses.length === 0 || responses.some(isOwn)) return undefined;
  const serials = responses.slice(0, MOST_SERIALS).map(({ certID }) => serialHex(certID.serialNumber));
  const more = responses.length > MOST_SERIALS ? ' and others' : '';
  const what = `the response is about serial ${serials.join(', ')}${more}, not about ${serialHex(leaf.serialNumber)}`;
  return `${what} (RFC 6960 §3.2 (1))\n  Ask the responder about this certificate, or give the certificate that the response is about with -cert\n`;
}
/** Maximum serial numbers named in a message. */
const MOST_SERIALS = 3;

/** The single response that the verdict is based on. */
function singleOf(response: OcspResponse, leaf: Certificate, issuer: Certificate, good: boolean): SingleResponse {
  const ids = (['sha1', 'sha256', 'sha384', 'sha512'] as const).map((hash) => certIdOf(leaf, issuer, hash));
  return response.responses.find(
    ({ certID, certStatus }) =>
      certStatus.kind === (good ? 'good' : 'revoked') &&
      ids.some(
        ({ issuerKeyHash, serialNumber }) =>
          serialNumber === certID.serialNumber && equalBytes(issuerKeyHash, certID.issuerKeyHash),
      ),
  )!;
}

/** The lines that OpenSSL prints about one certificate. */
function answerText({ certStatus, thisUpdate, nextUpdate }: SingleResponse): string {
  const lines = [
    certStatus.kind,
    `\tThis Update: ${timeText(thisUpdate)}`,
    ...(nextUpdate === undefined ? [] : [`\tNext Update: ${timeText(nextUpdate)}`]),
    ...(certStatus.kind === 'revoked' && certStatus.value.revocationReason !== undefined
      ? [`\tReason: ${ocspReasonText(certStatus.value.revocationReason)}`]
      : []),
    ...(certStatus.kind === 'revoked' ? [`\tRevocation Time: ${timeText(certStatus.value.revocationTime)}`] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
