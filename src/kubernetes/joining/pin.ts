/** What a CA's pin is over (kubernetes cmd/kubeadm/app/util/pubkeypin): the hash of its SubjectPublicKeyInfo. */
import { encode } from '../../codec/index.ts';
import { sha256 } from '../../hash/index.ts';
import { subjectPublicKeyInfo } from '../../keys/index.ts';
import type { Certificate } from '../../x509/index.ts';

/** SHA-256 over the public key as the certificate has it. */
export const hashOfPublicKey = ({ tbs }: Certificate): Uint8Array =>
  sha256.digest(encode(subjectPublicKeyInfo, tbs.subjectPublicKeyInfo));
