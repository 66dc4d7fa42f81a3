/** The glossary in English. */
import type { Glossary, Term } from './term.ts';

const term = (explanation: string, ...aliases: string[]): Term => ({ explanation, aliases });

/** Headwords and what they mean. Each headword matches as written, and capitalized at the beginning of a sentence. */
export function englishGlossary() {
  return {
    // Numbers and functions.
    'big-endian': term('Written with the most significant byte first, as numbers on paper are.'),
    'constant time': term('Taking the same time whatever the secret is, so that measuring the time reveals nothing.'),
    CRT: term(
      'Chinese remainder theorem: a big calculation modulo n done as two smaller ones modulo p and q, and put together again; about four times as fast.',
      'Chinese remainder theorem',
    ),
    hash: term(
      'A short value computed from any amount of data, its digest. The same data always give the same hash, and finding other data with the same hash is not feasible.',
      'digest',
      'hash function',
    ),
    'message schedule': term(
      'The sixteen words of a block of the message, stretched to one word for each round of the hash.',
    ),
    HMAC: term('A MAC made from a hash function: the key is hashed together with the message, twice.'),
    'key expansion': term('Making the many keys that an algorithm or a session needs out of one.'),
    MAC: term(
      'Message authentication code: a short value computed from a message and a shared secret key. With the key one can check that the message was not changed.',
      'message authentication code',
    ),
    'modular exponentiation': term(
      'Raising a number to a power and keeping only the remainder of a division. With big numbers it is easy to do and hard to undo.',
    ),
    'cube root': term('The number whose third power is the given one.'),
    byte: term('Eight bits: a number from 0 to 255.'),
    MGF1: term(
      'Mask generation function: stretches a seed to as many bytes as are needed, by hashing it with a counter.',
    ),
    PRF: term(
      'Pseudorandom function: stretches a secret to as many bytes as are needed. Without the secret they look random.',
      'pseudorandom function',
    ),
    round: term('One of the similar steps that an algorithm repeats, mixing its input a little more each time.'),
    'SHA-256': term('The hash function of most certificates; its digests are 256 bits long.', 'SHA256'),

    // Keys and RSA.
    'key pair': term(
      'Two numbers made together: a private key, which its owner keeps, and a public key, which anyone may know. What one key does, only the other can undo or check.',
    ),
    'private key': term(
      'The half of a key pair that its owner keeps secret. Anyone who has it can sign and decrypt in the owner’s name.',
    ),
    'public key': term(
      'The half of a key pair that is published: it verifies its owner’s signatures and encrypts for the owner.',
    ),
    RSA: term(
      'A kind of key pair, named after Rivest, Shamir and Adleman. Its security rests on this: multiplying two large primes is easy, but finding them from the product is not.',
    ),
    modulus: term(
      'The product of the two secret primes of an RSA key. It is public; its length is the key’s length.',
      'moduli',
    ),
    'public exponent': term('The power to which RSA raises to encrypt or to verify; nearly always 65537.'),
    'private exponent': term('The secret power to which RSA raises to decrypt or to sign.'),
    prime: term('A whole number above 1 that only 1 and itself divide.', 'prime number'),
    'Miller-Rabin': term(
      'A test that detects composite numbers. A number that passes it many times, with random bases, is considered prime.',
      'Miller–Rabin',
    ),
    Lucas: term(
      'A second test for primes that works differently from Miller-Rabin: no composite number is known that passes both.',
    ),
    sieve: term(
      'Crossing out the numbers that a small prime divides, so that only the rest need the slow test.',
      'sieved',
    ),
    witness: term('A number that proves another one to be composite, without showing its factors.', 'witnesses'),
    blinding: term(
      'Multiplying by a random number before a secret operation and dividing it out afterwards, so that the time taken reveals nothing about the secret.',
      'blinded',
    ),
    signature: term(
      'A value that only the owner of a private key can compute for a message, and that anyone can verify with the public key.',
      'digital signature',
    ),
    'PKCS #1': term(
      'The standard for how RSA signs and encrypts, and in particular for how a message is padded first.',
      'PKCS#1',
    ),
    PSS: term('Probabilistic signature scheme: the newer padding of RSA signatures, with a random salt.'),
    OAEP: term('Optimal asymmetric encryption padding: the newer padding of RSA encryption, with a random seed.'),
    PBKDF2: term(
      'Password-based key derivation function: makes a key from a password slowly, so that guessing is costly.',
    ),
    salt: term(
      'Random bytes that are hashed along with something, so that the same input gives another result each time.',
    ),
    padding: term('Bytes added to make data as long as an algorithm needs. Different data stay different.'),
    seed: term(
      'A value from which a generator computes everything that looks random. The same seed gives the same numbers.',
    ),

    // Elliptic curves.
    'elliptic curve': term(
      'The points that satisfy an equation such as y² = x³ + ax + b, with a way of adding them: multiples are easy to compute and hard to undo.',
    ),
    chord: term('The straight line through two points of a curve.'),
    tangent: term('The straight line that touches a curve at a point.'),
    ECDSA: term('A kind of signature made with an elliptic curve; its keys are much shorter than those of RSA.'),
    ECDH: term(
      'Elliptic curve Diffie-Hellman: two ends exchange public keys, and each computes the same secret from its own private key.',
    ),
    X25519: term('ECDH on Curve25519, an elliptic curve chosen so that it is easy to compute fast and safely.'),
    Ed25519: term('A kind of signature on a relative of Curve25519 that needs no randomness.'),

    // Ciphers.
    AES: term(
      'The Advanced Encryption Standard: encrypts a block of 16 bytes under a secret key that both sides share.',
    ),
    CBC: term(
      'Cipher block chaining: each block is mixed with the encrypted one before it, so that equal blocks do not look equal.',
    ),
    GCM: term('Galois/counter mode: encrypts, and adds a tag that shows any change.'),
    AEAD: term(
      'Encryption that also detects changes to the encrypted data and to some accompanying data that stay readable.',
    ),
    'additional data': term(
      'Data that are sent in clear beside encrypted data, and covered by the same authentication tag: any change is detected. In TLS 1.3, the five bytes of the record’s header.',
      'associated data',
    ),
    'authentication tag': term(
      'A check value at the end of encrypted data; it comes out right only if nothing was changed.',
    ),
    ciphertext: term('Data after encryption.'),
    plaintext: term('Data before encryption, or after decryption.'),
    IV: term(
      'Initialization vector: a start value of encryption. In TLS 1.3 it is derived along with the key and is not sent; xored with the record’s number it gives the nonce.',
      'initialization vector',
    ),
    nonce: term('A number used once. It need not be secret, but must not be reused with the same key.'),
    ChaCha20: term(
      'A cipher of additions, XORs and rotations: it makes a stream of bytes that is XORed with the data.',
    ),
    Poly1305: term('A MAC that is computed with multiplications modulo 2^130 - 5; each of its keys serves once.'),
    'S-box': term('A fixed table by which AES replaces each byte; without it AES would be simple arithmetic.'),

    // ASN.1.
    'ASN.1': term(
      'A language that describes data structures, as a form lists its fields. Certificates are defined in it.',
    ),
    DER: term(
      'The rules by which an ASN.1 structure becomes bytes: tag, length, contents. There is exactly one encoding of each value, so that it can be signed.',
    ),
    tag: term(
      'In DER, the byte in front of a value that says what kind of value follows; in GCM, the check value at the end.',
    ),
    OID: term(
      'Object identifier: a number like 2.5.4.3 that names a thing for the whole world, here an algorithm or a field.',
      'object identifier',
      'OBJECT IDENTIFIER',
    ),
    PEM: term('DER written in letters between BEGIN and END lines, so that it can be mailed and pasted.'),

    // Certificates.
    certificate: term(
      'A signed statement that a public key belongs to a name. If you trust the signer, you can trust the key.',
    ),
    'X.509': term('The standard for certificates.'),
    CA: term(
      'Certificate authority: an organization or program that signs certificates for others.',
      'certificate authority',
      'certificate authorities',
    ),
    chain: term(
      'Certificates that each certify the one before, from the server’s or client’s own up to one that is already trusted.',
      'certification path',
      'certificate chain',
    ),
    root: term(
      'A certificate that signs itself. It proves nothing by itself; it is trusted only if it is on a list of trusted certificates.',
      'root certificate',
    ),
    'trust anchor': term(
      'The starting point of trust: a CA’s public key and name that a verifier was given in advance.',
    ),
    leaf: term('The certificate at the end of a chain: the server’s or the client’s own.', 'leaf certificate'),
    subject: term('The person, server or program that a certificate names.'),
    issuer: term('The CA that signed a certificate.'),
    'serial number': term('The number that an issuer gives to a certificate; no two of its certificates share one.'),
    validity: term('The period in which a certificate may be accepted.'),
    extension: term(
      'An additional field. A certificate’s extensions say, for example, what its key may be used for; those of a hello in TLS, what a side offers or accepts.',
    ),
    SAN: term(
      'Subject alternative name: the DNS names and IP addresses that a certificate is good for.',
      'subject alternative name',
      'subjectAltName',
    ),
    CN: term(
      'Common name: a part of a certificate’s subject. Kubernetes takes a client’s as the name of the user.',
      'common name',
      'commonName',
    ),
    'certificate request': term(
      'A request for a certificate, sent to a CA: name, public key, and a signature that proves possession of the private key.',
      'CSR',
    ),
    TBSCertificate: term(
      'The part of a certificate that is signed (“to be signed”): everything but the signature itself.',
    ),
    keyUsage: term('The extension that says what a key may do: sign, encrypt keys, sign certificates.', 'key usage'),
    extKeyUsage: term(
      'The extension that says in which role a key may appear, such as that of a server or a client.',
      'extended key usage',
    ),
    basicConstraints: term('The extension that says whether a certificate may sign others.', 'basic constraints'),

    // TLS.
    TLS: term(
      'Transport Layer Security: the s in https. Two programs agree on keys, prove who they are, and then communicate in private.',
    ),
    handshake: term(
      'The first messages of a session: both sides agree on algorithms, prove who they are and come to a shared secret.',
    ),
    record: term('The envelope in which TLS sends everything: kind, version, length, and up to 16 KiB of contents.'),
    alert: term('A TLS message that reports an error, or that one side will send no more data.'),
    'cipher suite': term(
      'The set of algorithms that a session uses: how keys are exchanged, how data are encrypted, how changes are detected.',
      'ciphersuite',
    ),
    'premaster secret': term(
      '48 bytes, mostly random, that the client generates and sends encrypted with the server’s public key. Everything else is derived from it.',
      'premaster',
      'pre-master secret',
      'premasterSecret',
      'PreMasterSecret',
    ),
    'master secret': term(
      'What both sides compute and derive the keys from. In TLS 1.2: 48 bytes, from the premaster secret and the messages exchanged. In TLS 1.3: the last of a chain of secrets.',
      'masterSecret',
    ),
    'key block': term('One long output of the PRF, cut into the session’s keys for both directions.'),
    'extended master secret': term(
      'A master secret that depends on every message so far, so that an attacker in the middle cannot make two sessions share one.',
      'extended_master_secret',
    ),
    'encrypt-then-MAC': term(
      'The MAC is computed over the encrypted data, so that a changed record is rejected before anything is decrypted.',
      'encrypt_then_mac',
    ),
    'ephemeral key': term('A key pair that is made for one session and deleted when it has served.'),
    'key share': term(
      'The public half of an ephemeral key, sent to the other side. Each side combines its own private half with the other’s share.',
      'key_share',
    ),
    'shared secret': term(
      'What both sides compute from their ephemeral keys, while whoever watches them cannot.',
      'shared_secret',
    ),
    HKDF: term(
      'A way to make keys out of a secret, with HMAC: extract makes it uniform, expand makes as many keys as are needed.',
    ),
    'key schedule': term(
      'The chain of secrets of TLS 1.3: each is made of the one before and of what is new, and is deleted when it has served.',
    ),
    'traffic secret': term('What the keys of one direction are derived from, in TLS 1.3.', 'traffic_secret'),
    'forward secrecy': term(
      'Keys that are stolen later do not open what was recorded before, because the secrets of each session are deleted.',
    ),
    transcript: term(
      'All handshake messages so far, byte by byte. Both sides hash it, and so notice if a message was changed.',
    ),
    'session hash': term('The hash of the transcript at the time when the master secret is made.'),
    'key transport': term(
      'A way to share a secret: one side generates it and sends it encrypted with the other’s public key.',
    ),
    'mutual authentication': term('Both sides show a certificate, not only the server.', 'mutual TLS', 'mTLS'),
    resumption: term(
      'A session that goes on from an earlier one: both sides still know a secret, and no certificate is sent again.',
      'resumed session',
    ),
    'session ticket': term(
      'What the server gives the client so that it can resume: the session, encrypted under a key that only the server has.',
      'NewSessionTicket',
    ),
    'OCSP stapling': term(
      'The server sends its CA’s fresh word that its certificate is not revoked, so that the client need not ask.',
      'stapling',
      'CertificateStatus',
    ),
    SNI: term(
      'Server name indication: the client says which name it wants, since one server may have several.',
      'server_name',
    ),
    ALPN: term('How both sides agree, during the handshake, on the protocol that they will speak inside.'),
    verify_data: term(
      'Bytes at the end of the handshake that prove that both sides saw the same messages and have the same keys: twelve in TLS 1.2, as many as the hash has in TLS 1.3.',
      'verifyData',
      'verify data',
    ),
    ClientHello: term('The first message: the client says which algorithms it knows, and sends a random number.'),
    ServerHello: term(
      'The answer: the server chooses among the algorithms offered, and sends a random number of its own.',
    ),
    HelloRetryRequest: term(
      'The server asks for another ClientHello, since it cannot use the key shares in the first, or wants a cookie back.',
    ),
    EncryptedExtensions: term(
      'The server’s first encrypted message in TLS 1.3: answers that nobody else needs to read.',
    ),
    KeyUpdate: term('The sender’s next records use a new key, derived from the present one.'),
    PSK: term(
      'Pre-shared key: one that both sides have from before, mostly from an earlier session.',
      'pre-shared key',
    ),
    'PSK binder': term(
      'A keyed hash over the ClientHello which shows that the client has the PSK that it offers, and binds the two to each other.',
      'binder',
    ),
    'early data': term(
      'Data that a client sends with its first message, under a PSK. An attacker can send it again, so Vitrine neither sends nor takes it.',
      '0-RTT',
    ),
    exporter: term(
      'A way for the protocol inside to get keys of its own from the session.',
      'exported keying material',
    ),
    'channel binding': term(
      'A value that names a session, so that a login inside it is of no use in another one.',
      'channel bindings',
    ),
    'ML-KEM': term(
      'A way to agree on a secret that a quantum computer cannot undo, as far as is known. In TLS it is used together with X25519.',
    ),
    'hybrid key exchange': term(
      'Two key exchanges at once, X25519 and ML-KEM: the secret is safe as long as either of them is.',
      'X25519MLKEM768',
    ),
    WebSocket: term('A connection between a page in a browser and a server, which carries messages both ways.'),
    relay: term(
      'A program that passes bytes on between two others. Vitrine’s lets a page reach a server, and sees ciphertext only.',
    ),
    ServerHelloDone: term('The server has sent all its messages and waits for the client.'),
    CertificateRequest: term('The server asks the client to show a certificate, too.'),
    ClientKeyExchange: term(
      'In TLS 1.2 the client sends its key share; with RSA key transport, the premaster secret, encrypted with the server’s public key.',
    ),
    CertificateVerify: term(
      'The sender signs the transcript, which proves that it has the private key of its certificate.',
    ),
    ChangeCipherSpec: term(
      '“From here on I encrypt.” In TLS 1.3 it means nothing, and only looks familiar to old devices.',
    ),
    Finished: term(
      'Each side’s last message of the handshake, a keyed hash of all before it. It proves that both saw the same handshake and have the same keys.',
    ),
    close_notify: term(
      'The alert by which a side says that it will send no more data, so that an attacker cannot cut the session short unnoticed.',
    ),

    // Kubernetes.
    kubeconfig: term(
      'The file that tells kubectl where the cluster is, which CA to trust, and which certificate to present.',
    ),
    RBAC: term('Role-based access control: rules that say which user or group may do what in a Kubernetes cluster.'),
  } satisfies Glossary;
}
