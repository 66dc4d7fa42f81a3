/** The codes of `kubernetes/`: documents, a cluster's certificates, revocation lists of clients, the API server's store. */
import type { DocumentCode } from '../../src/kubernetes/documents.ts';
import type { PkiCode } from '../../src/kubernetes/pki/errors.ts';
import type { ClientCrlCode } from '../../src/kubernetes/revocation/client-revocation.ts';
import type { StoreCode } from '../../src/kubernetes/storage/store.ts';
import { FIX, type Rows } from './rows.ts';

export const DOCUMENT: Rows<DocumentCode> = {
  'invalid-field': ['a field has a value that is not allowed', 'Correct the field that `path` names.'],
  malformed: ['the file is neither JSON nor YAML', 'Correct it.'],
  'missing-field': ['a field is missing', 'Add the field that `path` names.'],
  'too-deep': ['the document nests too deep', 'Give a flatter one.'],
  'too-large': ['the document, or what its aliases repeat, is larger than the bound', 'Split it, or write it as JSON.'],
  'unknown-kind': ['an object of a kind that is not served', 'Leave it out.'],
  'yaml-missing': ['the file is YAML, and the package `yaml` is not installed', 'npm install yaml, or give JSON.'],
};
export const CLIENT_CRL: Rows<ClientCrlCode> = {
  'crl-issuer': [
    "a revocation list of another CA than the clients'",
    'Give the list of the CA that issued the clients.',
  ],
  'crl-older': ['the list is older than the one in force', 'Give the newest; `pki revoke` numbers them.'],
  'crl-partial': ['the list is not a complete one', 'Give the complete list of the CA.'],
  'crl-signature': ['the list was not signed by its CA', 'Fetch it again; if it stays so, ask the CA.'],
  'crl-twice': ['two lists of one CA', 'Give the newer one alone.'],
  'crl-unreadable': ['the file holds no list that can be read', 'The message says why.'],
};
export const STORE: Rows<StoreCode> = {
  closed: ['the store has been closed', FIX],
  compacted: ['the revision is older than what is kept', 'List anew, and watch from there.'],
  conflict: ['the key has another revision than the expected one', 'Read it anew, and try again.'],
  corrupt: [
    'a file of the store is damaged, or a value of etcd is not an object in JSON, or is not base64',
    'Restore it from a backup; the message names file and byte, or the key.',
  ],
  future: ['the revision does not exist yet', 'Ask for an earlier one.'],
  unavailable: ['the store does not answer', 'Look whether etcd runs; nothing has been written.'],
  'unknown-outcome': ['the answer to a write was lost', 'Read the key: the write may have been done.'],
};
export const PKI: Rows<PkiCode> = {
  address: ['no IP address', FIX],
  'ca-not-valid': ['the CA is not valid at this time', 'Make a new CA; or check the clock.'],
  cidr: ['no address range', FIX],
  discovery: [
    'what a cluster says of itself is not proven',
    'Make a new token with `vitrine token create`; check the pin.',
  ],
  'dns-name': ['no DNS name', FIX],
  endpoint: ['no endpoint: HOST or HOST:PORT', FIX],
  'file-exists': ['the file is there already', 'Name another, or remove it.'],
  'file-too-large': ['the file is too large to be what it should be', 'Look at what it is.'],
  'folder-in-use': ['the folder cannot be replaced', 'Name a folder in it.'],
  'folder-not-empty': ['the folder has something in it', 'Name an empty one.'],
  'group-name': ['no name of a group', FIX],
  'kept-elsewhere': ['the key of this certificate is kept elsewhere', 'Renew it where its key is.'],
  'key-mismatch': ['key and certificate do not belong together', 'Find the right pair.'],
  'key-type': ['a key of this kind cannot be used here', 'The message says which can.'],
  'malformed-file': ['the file cannot be read as what it should be', 'The message says why.'],
  'missing-facts': [
    "a lost certificate's contents are not known",
    "Give the option that the message names, or kubeadm's -config.",
  ],
  'missing-file': ['a file of the cluster is missing', '`vitrine pki check` lists all of them.'],
  'missing-folder': ['the folder is missing', 'Make it with `vitrine pki init`.'],
  'no-such-certificate': ['no certificate of the plan has this name', 'The message lists the names.'],
  'node-name': ['no name of a node', FIX],
  port: ['no port', FIX],
  'request-mismatch': ['a request asks for another certificate than the plan has', 'Make it with `vitrine pki csr`.'],
  'rotation-phase': ['this phase of a rotation cannot be now', 'The message says which comes next.'],
  text: ['a text is empty or has characters that are not allowed', FIX],
  'unreadable-file': ['the file is there, and cannot be read', 'Look at its permissions.'],
  'user-name': ['no name of a user', FIX],
};
