import type { GroupCommand } from '../command.ts';

/** Algorithms, watched at work. */
export const explain: GroupCommand = {
  commands: [
    {
      name: 'sha256',
      summary: 'hash a text, and show the padding, the schedule and every round',
      load: async () => (await import('./explain/sha256.ts')).explainSha256Command,
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
      name: 'handshake',
      summary: 'run a TLS session in memory, and show every message, check and secret',
      load: async () => (await import('./explain/handshake.ts')).explainHandshake,
    },
  ],
};
