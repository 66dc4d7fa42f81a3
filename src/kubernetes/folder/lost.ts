/** The contents of a lost certificate or kubeconfig, from the plan and the facts of its cluster. */
import { type Certificate, certificatePem } from '../../x509/index.ts';
import type { ClusterNames } from '../pki/cluster-names.ts';
import { PkiError } from '../pki/errors.ts';
import { type FolderFile, kubeconfigFile } from '../pki/files.ts';
import type { Authority } from '../pki/issue.ts';
import { type CertificateSpec, type PlannedCertificate, specOf } from '../pki/plan.ts';
import { mainFile } from './load.ts';

const RULE = 'kubeadm v1.32, certs renew';

/** The contents of a lost certificate, by the plan. @throws PkiError `missing-facts`. */
export function lostSpec(planned: PlannedCertificate, facts: Partial<ClusterNames>): CertificateSpec {
  const needed: (keyof ClusterNames)[] = [
    ...(planned.purposes.includes('serverAuth') ? (['nodeName', 'advertiseAddress'] as const) : []),
    ...(planned.name === 'apiserver' ? (['serviceAddress', 'dnsDomain'] as const) : []),
    ...(planned.name === 'kubelet.conf' ? (['nodeName'] as const) : []),
  ];
  const missing = needed.filter((fact) => facts[fact] === undefined);
  if (missing.length > 0) throw missingFacts(planned, missing);
  return specOf(planned, { name: 'kubernetes', ...facts } as ClusterNames);
}

/** The command-line option of each fact. */
const FACTS: Partial<Record<keyof ClusterNames, string>> = {
  nodeName: 'the name of its node (-node-name)',
  advertiseAddress: 'its address (-apiserver-advertise-address)',
  serviceAddress: 'the service range (-service-cidr)',
  dnsDomain: 'the DNS domain (-service-dns-domain)',
  server: 'where the API server is (-control-plane-endpoint)',
};

function missingFacts(planned: PlannedCertificate, facts: readonly (keyof ClusterNames)[]): PkiError {
  const names = facts.map((fact) => FACTS[fact] ?? fact).join(', ');
  const message = `is lost, and cannot be made anew: the folder does not tell ${names}; give it, or kubeadm's -config`;
  return new PkiError('missing-facts', mainFile(planned), message, RULE);
}

/** A kubeconfig that was lost, by the plan. @throws PkiError `missing-facts`. */
export function lostKubeconfig(
  planned: PlannedCertificate,
  facts: Partial<ClusterNames>,
  credential: Authority,
  authority: Certificate,
): FolderFile {
  const { place } = planned;
  const server = place.kind === 'kubeconfig' ? facts[place.dials] : undefined;
  if (server === undefined) throw missingFacts(planned, ['server']);
  const config = {
    clusterName: facts.name ?? 'kubernetes',
    server,
    userName: planned.commonName(facts as ClusterNames),
    certificateAuthority: certificatePem(authority),
  };
  return kubeconfigFile(config, credential);
}
