/** The story in English. A text in which something stands is a function of it; labels that begin with two spaces belong to the line above. */

/** Who speaks to whom, at the right margin of a heading. */
const SIDES = {
  client: 'client',
  server: 'server',
  toServer: 'client → server',
  toClient: 'server → client',
  both: 'client ↔ server',
};

export const ENGLISH = {
  sides: SIDES,
  pki: {
    title: 'A cluster’s certificates, each issued from its owner’s request',
    folder: (folder: string) => `in ${folder}`,
    kinds: (keys: string, serving: string) =>
      `keys are ${keys}; those of apiserver and kubelet ${serving}, which RSA key transport needs`,
  },
  der: (length: number, bytes: string) => `${length} bytes of DER: ${bytes}`,
  data: (length: number, bytes: string) => `${length} bytes: ${bytes}`,
  bytes: (length: number) => `${length} bytes`,
  random: '  random',
  signature: 'signature',
  theSame: '  the same',
  opening: {
    title: (address: string) => `kubectl opens the session to ${address}`,
    cipherSuites: '  cipher suites',
    extensions: '  extensions',
  },
  answer: {
    title: 'The API server answers, and shows its certificate',
    chooses: (suite: string) => `chooses ${suite}`,
    subject: '  subject',
    issuer: '  issuer',
    valid: '  valid',
    fromTo: (from: string, to: string) => `${from} to ${to}`,
    names: '  names',
    wants: (authorities: readonly string[]) => `wants the client’s too, of ${authorities.join(' or ')}`,
  },
  verification: {
    title: 'kubectl verifies it, against the CA that its kubeconfig holds',
    theHash: 'the hash',
    hashInIt: '  hash in it',
    equal: (issuer: string) => `equal: only ${issuer} can have made it`,
    verifies: (key: string, issuer: string) => `verifies with the key of ${issuer} (${key}): only it can have made it`,
    forged: 'does NOT verify',
    different: 'different: forged or damaged',
    checks: 'checks',
    checkCount: (checks: number, certificates: number) => `${checks}, on ${certificates} certificates; of the leaf:`,
    dialled: 'dialled',
    dialledName: (address: string, names: string) => `${address}; the certificate has ${names}`,
  },
  clientCertificate: {
    title: 'kubectl shows its own certificate, and signs what both have said',
    proof: (scheme: string) => `${scheme} over the whole handshake so far`,
    transcriptHash: '  transcript hash',
    signature: '  signature',
  },
  identity: {
    title: 'The API server verifies both, and knows who is calling',
    certificate: 'certificate',
    checked: (checks: number, failed: number, issuer: string) =>
      `${checks} checks, ${failed} failed: issued by ${issuer}`,
    transcript: 'transcript',
    signed: 'signed with the key of that certificate',
    notSigned: 'NOT signed with that key',
    user: 'CN is the user',
    groups: 'each O is a group',
  },
  secret: {
    title: 'A secret travels under the server’s public key, and both derive keys from it',
    order: 'On the wire it goes before the signature of step 4, which covers it (RFC 5246 §7.3, §7.4.8).',
    premaster: 'premaster secret',
    travelled: '  as it travelled',
    recovered: '  as recovered',
    another: '  ANOTHER',
    master: 'master secret',
    keyBlock: 'key block',
    verifyData: (data: string) => `both ends hash all of it: ${data}`,
  },
  traffic: {
    title: 'Everything after is encrypted and MACed',
    plaintext: 'plaintext',
    nonce: '  nonce',
    ciphertext: '  ciphertext',
    tag: '  tag',
    padding: '  + padding',
    ivAndCiphertext: '  IV, ciphertext',
    overCiphertext: 'over the ciphertext (RFC 7366)',
    overPlaintext: 'over the plaintext',
    wire: 'on the wire',
    atServer: 'at the server',
    changed: '  CHANGED',
    answer: 'the answer',
  },
  trials: {
    title: 'What protects it: five attempts, and what their user sees',
    flippedBit: 'One bit of the request is turned over on its way:',
    otherAuthority: 'A server with the right names, and a certificate of another CA:',
    wrongName: 'The right server, dialled by a name that its certificate does not have:',
    noCertificate: 'A client without a certificate:',
    noRights: 'jane of the group dev: her certificate is valid, and RBAC grants her nothing:',
    serverEnds: (alert: string | undefined, rule: string) => `the server ends it with the alert ${alert} (${rule})`,
    clientEnds: (fault: string, rule: string, alert: string | undefined) =>
      `${fault} (${rule}); the client ends it with the alert ${alert}`,
  },
  next: {
    serving: 'It goes on serving until Ctrl-C',
    keep: 'Keep it running, and call it yourself',
    command: (options: string) =>
      `npm start -- --keep${options}      and, with the folder and the port that it prints,`,
  },
};

export type Texts = typeof ENGLISH;
