import { seededRandom } from '../../hash/index.ts';
import { writeEncryptedPrivateKeyPem, writePrivateKeyPem } from '../../keys/index.ts';
import { generateRsaKeyAsync, type RsaKeygenProgress } from '../../rsa/index.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import { type Context, write } from '../context.ts';
import { askOutput, writeOutput } from '../files.ts';
import { CIPHER_OPTIONS, encryptionAsked, PASSOUT_OPTION } from '../passwords.ts';

export const genrsa = defineCommand({
  operands: '[numbits]',
  maxOperands: 1,
  options: {
    out: { value: 'FILE', help: 'where to write the key (mode 0600); default: standard output' },
    traditional: { help: 'write PKCS #1 (RSA PRIVATE KEY), not PKCS #8 (PRIVATE KEY)' },
    ...CIPHER_OPTIONS,
    passout: PASSOUT_OPTION,
    F4: { help: 'public exponent 65537, the default' },
    f4: { help: 'the same' },
    '3': { help: 'public exponent 3; needs -insecure' },
    seed: { value: 'TEXT', help: 'make the same key each time; anyone who knows TEXT can make it too' },
    insecure: { help: 'allow fewer than 2048 bits, and -3' },
    quiet: { help: 'show no progress' },
  },
  notes: ['numbits is at most 8192; default 2048.'],
  async run(values, [numbits = '2048'], context) {
    const modulusBits = /^\d{1,5}$/.test(numbits) ? Number(numbits) : 0;
    if (modulusBits < 64 || modulusBits > 8192 || modulusBits % 2 !== 0) {
      throw usageError(
        `numbits is an even number of 2048..8192 (with -insecure from 64 on), not ${JSON.stringify(numbits)}`,
      );
    }
    if (values['3'] && (values.F4 || values.f4)) throw usageError('-3 or -F4, not both');
    if (!values.insecure && (modulusBits < 2048 || values['3'])) {
      throw usageError(`${values['3'] ? '-3' : `${modulusBits} bits`} is not secure; -insecure allows it`, 'insecure');
    }
    const encryption = await encryptionAsked(context, values);
    await askOutput(context, values.out);
    if (values.seed !== undefined)
      await context.note('the key is derived from -seed: anyone who knows that text can make the same key');
    const showsProgress = context.world.stderr.isTTY === true && !values.quiet;
    const key = await generateRsaKeyAsync({
      modulusBits,
      publicExponent: values['3'] ? 3n : 65_537n,
      random: values.seed === undefined ? context.random : seededRandom(values.seed),
      insecure: values.insecure,
      signal: context.signal,
      onProgress: showsProgress ? progress(context) : undefined,
    }).finally(() => (showsProgress ? write(context.world.stderr, '\n') : undefined));
    const pem =
      encryption === undefined
        ? writePrivateKeyPem(key, values.traditional ? 'pkcs1' : 'pkcs8')
        : writeEncryptedPrivateKeyPem(key, encryption);
    await writeOutput(context, values.out, pem, { secret: true });
    return EXIT.ok;
  },
});

/** Prints a dot for each tested number, as OpenSSL does, and a plus when the search for the second prime begins. */
function progress(context: Context): (event: RsaKeygenProgress) => void {
  let prime: 'p' | 'q' = 'p';
  return (event) => {
    context.world.stderr.write(event.prime === prime ? '.' : '+');
    prime = event.prime;
  };
}
