import type { GroupCommand } from '../command.ts';

/** Shows algorithms step by step. */
export const explain: GroupCommand = {
  commands: [
    {
      name: 'sha256',
      summary: 'hash a text, and show the padding, the schedule and every round',
      load: async () => (await import('./explain/sha2.ts')).explainSha256Command,
    },
    {
      name: 'sha384',
      summary: 'hash a text with SHA-384, on words of 64 bits, and show every round',
      load: async () => (await import('./explain/sha2.ts')).explainSha384Command,
    },
    {
      name: 'sha512',
      summary: 'hash a text with SHA-512, on words of 64 bits, and show every round',
      load: async () => (await import('./explain/sha2.ts')).explainSha512Command,
    },
    {
      name: 'sha1',
      summary: 'hash a text with SHA-1, and show the schedule and every round',
      load: async () => (await import('./explain/sha1.ts')).explainSha1Command,
    },
    {
      name: 'hmac',
      summary: 'authenticate a text, and show both keys and both hashes',
      load: async () => (await import('./explain/hmac.ts')).explainHmacCommand,
    },
    {
      name: 'aes',
      summary: 'encrypt or decrypt a block, and show the round keys and every step',
      load: async () => (await import('./explain/aes.ts')).explainAesCommand,
    },
    {
      name: 'gcm',
      summary: 'encrypt a text with AES-GCM, and show counter blocks, GHASH and tag',
      load: async () => (await import('./explain/aead.ts')).explainGcmCommand,
    },
    {
      name: 'cbc',
      summary: 'encrypt a text with AES-CBC, and show what one changed bit does',
      load: async () => (await import('./explain/cbc.ts')).explainCbcCommand,
    },
    {
      name: 'rsa',
      summary: 'RSA with small numbers of one’s own: key, encryption and decryption',
      load: async () => (await import('./explain/rsa-numbers.ts')).explainRsaNumbersCommand,
    },
    {
      name: 'rsa-keygen',
      summary: 'make an RSA key, and show every number that was tried',
      load: async () => (await import('./explain/rsa-keygen.ts')).explainRsaKeygenCommand,
    },
    {
      name: 'rsa-sign',
      summary: 'sign a text, and show how it is encoded, signed and verified',
      load: async () => (await import('./explain/rsa-sign.ts')).explainRsaSignCommand,
    },
    {
      name: 'pss',
      summary: 'sign a text with RSA-PSS, and show the salt, the masks and the verification',
      load: async () => (await import('./explain/pss.ts')).explainPssCommand,
    },
    {
      name: 'oaep',
      summary: 'encrypt a text with RSA-OAEP, and show the seed, the masks and the decryption',
      load: async () => (await import('./explain/oaep.ts')).explainOaepCommand,
    },
    {
      name: 'rsa-encrypt',
      summary: 'encrypt a text with RSA (PKCS #1 v1.5), and show padding and decryption',
      load: async () => (await import('./explain/rsa-encrypt.ts')).explainRsaEncryptCommand,
    },
    {
      name: 'curve',
      summary: 'draw a small elliptic curve, add two points, and multiply one',
      load: async () => (await import('./explain/small-curve.ts')).explainSmallCurveCommand,
    },
    {
      name: 'ecdsa',
      summary: 'sign a text with ECDSA: the curve in pictures, then every number',
      load: async () => (await import('./explain/ecdsa.ts')).explainEcdsaCommand,
    },
    {
      name: 'ecdh',
      summary: 'agree on a secret over an elliptic curve: in pictures, then bit by bit',
      load: async () => (await import('./explain/ecdh.ts')).explainEcdhCommand,
    },
    {
      name: 'x25519',
      summary: 'agree on a secret by X25519, and show the ladder step by step',
      load: async () => (await import('./explain/x25519.ts')).explainX25519Command,
    },
    {
      name: 'ed25519',
      summary: 'sign a text with Ed25519: the curve in a picture, then every number',
      load: async () => (await import('./explain/ed25519.ts')).explainEd25519Command,
    },
    {
      name: 'ml-kem',
      summary: 'send a secret by ML-KEM: polynomials, a transform, noise and compression',
      load: async () => (await import('./explain/ml-kem.ts')).explainMlKemCommand,
    },
    {
      name: 'chacha20',
      summary: 'encrypt a text with ChaCha20-Poly1305, and show rounds, key stream and tag',
      load: async () => (await import('./explain/aead.ts')).explainChaCha20Command,
    },
    {
      name: 'pbkdf2',
      summary: 'make a key from a password, and show the iterations',
      load: async () => (await import('./explain/pbkdf2.ts')).explainPbkdf2Command,
    },
    {
      name: 'hkdf',
      summary: 'make keys from a secret, as TLS 1.3 does',
      load: async () => (await import('./explain/hkdf.ts')).explainHkdfCommand,
    },
    {
      name: 'prf',
      summary: 'make keys from a secret, as TLS 1.2 does',
      load: async () => (await import('./explain/prf.ts')).explainPrfCommand,
    },
    {
      name: 'handshake',
      summary: 'run a TLS session in memory, and show every message, check and secret',
      load: async () => (await import('./explain/handshake.ts')).explainHandshake,
    },
  ],
};
