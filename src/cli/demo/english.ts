/** The story in English. Texts with inserted values are functions of them. Labels that begin with two spaces belong to the line above. */

/** The sender and the receiver, at the right margin of a heading. */
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
    keyShares: '  key share',
  },
  answer: {
    title: 'The API server answers, and shows its certificate',
    chooses: (suite: string) => `chooses ${suite}`,
    encrypted: 'Whatever comes after it is encrypted, the certificates too (RFC 8446 §2).',
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
    equal: (issuer: string) => `equal: only the holder of the key of ${issuer} can have made it`,
    verifies: (key: string, issuer: string) => `verifies with the key of ${issuer} (${key}), so its holder made it`,
    forged: 'does NOT verify',
    different: 'different: forged or damaged',
    checks: 'checks',
    checkCount: (checks: number, certificates: number) => `${checks}, on ${certificates} certificates; of the leaf:`,
    /** What a check says of a certificate. */
    detail: (text: string) => text,
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
    late: 'kubectl has counted as connected since it sent its Finished, before this verdict. A refusal would reach it with its first read.',
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
    opens:
      'The server’s private key opens a recording of this session, whenever somebody gets it. TLS 1.3 has no key transport: npm start.',
  },
  shared: {
    title: 'Both derive the same secret, from two keys made for this session alone',
    order: 'It comes first on the wire: the two hellos are all that it needs (RFC 8446 §7.1).',
    group: 'group',
    groupText: (group: string) => `${group}: own ephemeral key, and the key share of the other side`,
    hybrid: 'X25519 and ML-KEM-768 at once: safe while either of them holds',
    secret: 'shared secret',
    atServer: '  at the server',
    handshake: 'handshake secret',
    master: 'master secret',
    client: '  client traffic',
    server: '  server traffic',
    keys: '  their keys, IVs',
    finished: (server: string, client: string) => `server ${server}, client ${client}`,
    difference:
      'With RSA key transport (npm start -- -tls rsa) the client alone makes the secret, and sends it under the server’s public key. ' +
      'Whoever has recorded the session, and gets the server’s private key years later, can read it.',
    forward:
      'Here no secret travels, and the ephemeral keys are deleted. The server’s key only signs: it opens no old recording. ' +
      'That is forward secrecy.',
  },
  traffic: {
    title: 'Everything after is encrypted and authenticated',
    type: '  + type',
    hidden: '0x17 (application_data), encrypted too (RFC 8446 §5.2)',
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
    title: 'What protects it: six attempts, and what their user sees',
    flippedBit: 'One bit of the request is turned over on its way:',
    otherAuthority: 'A server with the right names, and a certificate of another CA:',
    wrongName: 'The right server, dialled by a name that its certificate does not have:',
    noCertificate: 'A client without a certificate:',
    foreignCertificate: 'A client with a certificate of another CA:',
    connectedFirst: (refusal: string) => `it counts as connected; with its first read ${refusal}`,
    noRights: 'jane of the group dev: her certificate is valid, and RBAC grants her nothing:',
    serverEnds: (alert: string | undefined, rule: string) => `the server ends it with the alert ${alert} (${rule})`,
    clientEnds: (fault: string, rule: string, alert: string | undefined) =>
      `${fault} (${rule}); the client ends it with the alert ${alert}`,
  },
  next: {
    serving: 'It goes on serving until Ctrl-C',
    keep: 'Keep it running, and call it yourself',
    command: (options: string) => `npm start -- -keep${options}      and, with the folder and the port that it prints,`,
    look: 'Look closer',
    explore: 'bytes, sessions, algorithms, attacks, lessons, in a page (npm run explore)',
    explain: 'one algorithm or session at a time, with every value on the way',
  },
};

export type Texts = typeof ENGLISH;
