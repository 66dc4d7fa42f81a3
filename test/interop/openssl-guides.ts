/** The pages of which lines are taken. */
export const K8S = 'https://kubernetes.io/docs/tasks/administer-cluster/certificates/';
export const DOCKER = 'https://docs.docker.com/engine/security/protect-access/';
export const JAMIE = 'https://jamielinux.com/docs/openssl-certificate-authority/';
export const COOKBOOK = 'https://www.feistyduck.com/library/openssl-cookbook/online/';
export const OCEAN =
  'https://www.digitalocean.com/community/tutorials/openssl-essentials-working-with-ssl-certificates-private-keys-and-csrs';
export const MANUAL = 'https://docs.openssl.org/3.0/man1/';
