import type { GroupCommand } from '../command.ts';

/** The certificates of a cluster, by kubeadm's plan. */
export const pki: GroupCommand = {
  commands: [
    {
      name: 'init',
      summary: 'make all certificates and kubeconfigs of a new cluster',
      load: async () => (await import('./pki/init.ts')).pkiInit,
    },
    {
      name: 'check',
      summary: 'list when certificates expire, and which do not verify and why',
      load: async () => (await import('./pki/check.ts')).pkiCheck,
    },
    {
      name: 'renew',
      summary: 'renew certificates, with new keys',
      load: async () => (await import('./pki/renew.ts')).pkiRenew,
    },
    {
      name: 'csr',
      summary: 'ask for certificates, where the CA is elsewhere',
      load: async () => (await import('./pki/csr.ts')).pkiCsr,
    },
    {
      name: 'sign',
      summary: 'sign what pki csr asks for, and take it in',
      load: async () => (await import('./pki/sign.ts')).pkiSign,
    },
    {
      name: 'rotate',
      summary: 'replace a CA, in three phases',
      load: async () => (await import('./pki/rotate.ts')).pkiRotate,
    },
    {
      name: 'revoke',
      summary: 'put a certificate on the revocation list of its CA',
      load: async () => (await import('./pki/revoke.ts')).pkiRevoke,
    },
    {
      name: 'user',
      summary: 'make a certificate and a kubeconfig for a person',
      load: async () => (await import('./pki/user.ts')).pkiUser,
    },
  ],
};
