/** The input of a CA's pin (kubernetes cmd/kubeadm/app/util/pubkeypin): the hash of its SubjectPublicKeyInfo. */
import { encode } from '../../codec/index.ts';
import { sha256 } from '../../hash/index.ts';
import { subjectPublicKeyInfo } from '../../keys/index.ts';
import type { Certificate } from '../../x509/index.ts';

/** SHA-256 over the SubjectPublicKeyInfo as encoded in the certificate. */
export const hashOfPublicKey = ({ tbs }: Certificate): Uint8Array =>
  sha256.digest(encode(subjectPublicKeyInfo, tbs.subjectPublicKeyInfo));
