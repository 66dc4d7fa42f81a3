/** Who signed a list (RFC 5280 §6.3.3 (f), (g)). */
import { equalBytes } from '../../../bytes/index.ts';
import { schemeOf } from '../../../signatures/index.ts';
import type { Certificate } from '../../certificate/certificate.ts';
import type { CertificateList } from '../../crl/certificate-list.ts';
import { sameName } from '../../names/name.ts';
import { type Issuer, issuerOf } from '../issuer.ts';
import type { Signatures, SignerJudge } from './evidence.ts';
import { type Rejection, rejection } from './finding.ts';

const RULE = 'RFC 5280 §6.3.3 (f), (g)';

export interface SignerQuestion {
  readonly issuer: Issuer;
  /** The end of the certificate's path. An anchor without a certificate can sign lists with its key. */
  readonly anchor: Issuer;
  /** Certificates that may belong to signers. */
  readonly certificates: readonly Certificate[];
  readonly signatures: Signatures;
  readonly judge: SignerJudge;
}

/** The key that signed a list: the issuer's own, or that of another certificate of the list's issuer with a path to the same anchor. */
export function signerOf(list: CertificateList, question: SignerQuestion): Issuer | Rejection {
  const { certificates, signatures, judge, issuer, anchor } = question;
  if (schemeOf(list.fields.signatureAlgorithm) === undefined) {
    const detail = `the list is signed with an algorithm that is unknown or weak: ${list.fields.signatureAlgorithm.algorithm}`;
    return rejection('crl-signature', 'RFC 5280 §5.1.1.2', detail, 'CA', 'sign lists with SHA-256 or better');
  }
  const wanted = list.authorityKeyIdentifier?.keyIdentifier;
  const isNamed = ({ keyIdentifier: own }: Issuer): boolean =>
    wanted !== undefined && own !== undefined && equalBytes(wanted, own);
  const others = certificates.filter(({ subject }) => sameName(subject, list.issuer)).map(issuerOf);
  const own = sameName(issuer.name, list.issuer) ? [issuer] : [];
  const isNameAndKey = anchor !== issuer && anchor.certificate === undefined;
  const end = isNameAndKey && sameName(anchor.name, list.issuer) ? [anchor] : [];
  const candidates = [...own, ...end, ...others.sort((a, b) => Number(isNamed(b)) - Number(isNamed(a)))];
  let [signed, mayNot] = [false, false];
  for (const candidate of candidates) {
    if (!signatures.made(list, candidate)) continue;
    signed = true;
    // RFC 5280 §6.3.3 (f): "If a key usage extension is present in the CRL issuer's certificate, verify that the cRLSign bit is set."
    const { certificate } = candidate;
    if (certificate?.keyUsage?.includes('cRLSign') === false) mayNot = true;
    else if (candidate === issuer || certificate === undefined || judge(certificate, [list])) return candidate;
  }
  return refusal(candidates.length, signed, mayNot, signatures.exhausted);
}

function refusal(candidates: number, signed: boolean, mayNot: boolean, exhausted: boolean): Rejection {
  if (mayNot) {
    const what = 'issue the certificate of the CA again, with cRLSign in its keyUsage';
    return rejection('crl-signer', RULE, "the signer's keyUsage has no cRLSign", 'CA', what);
  }
  if (signed) {
    const what = "give the certificates between the list's signer and the anchor, and lists about them";
    return rejection('crl-signer', RULE, "the list's signer has no valid path to the same anchor", 'verifier', what);
  }
  if (exhausted) {
    const detail = 'too many signatures of lists and responses were verified already';
    return rejection(
      'revocation-unknown',
      'Not in RFC 5280: a limit',
      detail,
      'verifier',
      'give fewer lists and responses',
    );
  }
  if (candidates === 0) {
    const what = "give the certificate of the list's issuer among the intermediates";
    return rejection('crl-signer', RULE, 'no certificate of the list’s issuer is known', 'verifier', what);
  }
  const detail = "the list was not signed by its issuer's key";
  return rejection('crl-signature', RULE, detail, 'verifier', 'fetch the list again; if it stays so, ask the CA');
}
