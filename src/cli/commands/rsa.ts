import { concat, utf8ToBytes } from '../../bytes/index.ts';
import { privateKeyText, publicKeyText } from '../../explain/index.ts';
import {
  type EncryptionOptions,
  encodePrivateKey,
  encodePublicKey,
  encryptPrivateKey,
  type PrivateKey,
  type PublicKey,
  publicKeyOf,
  writeEncryptedPrivateKeyPem,
  writePrivateKeyPem,
  writePublicKeyPem,
} from '../../keys/index.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import { writeOutput } from '../files.ts';
import {
  checkPrimes,
  form,
  INFORM_OPTION,
  inputForm,
  readRsaPrivateKeyFile,
  readRsaPublicKeyFile,
} from '../key-files.ts';
import { WITHOUT_PUBIN } from '../key-hints.ts';
import { CIPHER_OPTIONS, encryptionAsked, PASSIN_OPTION, PASSOUT_OPTION } from '../passwords.ts';

export const rsa = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    in: { value: 'FILE', help: 'the key; default: standard input' },
    inform: INFORM_OPTION,
    passin: PASSIN_OPTION,
    pubin: { help: 'the input is a public key' },
    RSAPublicKey_in: { help: 'the input is a public key as PKCS #1 writes it' },
    out: { value: 'FILE', help: 'where to write (private keys with mode 0600); default: standard output' },
    outform: { value: 'PEM|DER', help: 'form of the output' },
    ...CIPHER_OPTIONS,
    passout: PASSOUT_OPTION,
    pubout: { help: 'write the public key' },
    RSAPublicKey_out: { help: 'write the public key as PKCS #1 does' },
    traditional: { help: 'write PKCS #1, not PKCS #8' },
    noout: { help: 'do not write the key' },
    text: { help: 'print the key as text, including secrets' },
    modulus: { help: 'print the modulus' },
    check: { help: 'check the primes too (everything else is checked whenever a key is read)' },
  },
  async run(values, _operands, context) {
    const inform = inputForm(values.inform, 'inform');
    const encryption = await encryptionAsked(context, values);
    const readsPublic = values.pubin || values.RSAPublicKey_in;
    const writesPublic = values.pubout || values.RSAPublicKey_out;
    if (encryption !== undefined && (readsPublic || writesPublic)) throw usageError('public keys are not encrypted');
    const privateKey = readsPublic
      ? undefined
      : await readRsaPrivateKeyFile(context, values.in, { inform, passin: values.passin, hints: WITHOUT_PUBIN });
    const publicKey = privateKey
      ? publicKeyOf(privateKey)
      : await readRsaPublicKeyFile(context, values.in, { inform, format: values.RSAPublicKey_in ? 'pkcs1' : 'spki' });
    let text = '';
    if (values.text) text += privateKey ? privateKeyText(privateKey) : publicKeyText(publicKey);
    if (values.modulus) text += `Modulus=${publicKey.modulus.toString(16).toUpperCase()}\n`;
    if (values.check) {
      if (privateKey === undefined) throw usageError('-check is for private keys');
      checkPrimes(context, values.in, privateKey);
      text += 'RSA key ok\n';
    }
    const outform = form(values.outform, 'outform');
    const written = writesPublic ? undefined : privateKey;
    const format = (written ? values.traditional : values.RSAPublicKey_out) ? 'pkcs1' : undefined;
    const body = values.noout ? new Uint8Array(0) : keyBytes(written, publicKey, outform === 'DER', format, encryption);
    const output = concat(utf8ToBytes(text), body);
    // The text is that of the private key, also beside a public key.
    const secret = written !== undefined || (privateKey !== undefined && values.text);
    if (output.length > 0) await writeOutput(context, values.out, output, { secret });
    return EXIT.ok;
  },
});

function keyBytes(
  privateKey: PrivateKey | undefined,
  publicKey: PublicKey,
  der: boolean,
  format: 'pkcs1' | undefined,
  encryption: EncryptionOptions | undefined,
): Uint8Array {
  if (privateKey === undefined) {
    return der
      ? encodePublicKey(publicKey, format ?? 'spki')
      : utf8ToBytes(writePublicKeyPem(publicKey, format ?? 'spki'));
  }
  if (encryption !== undefined) {
    return der
      ? encryptPrivateKey(privateKey, encryption)
      : utf8ToBytes(writeEncryptedPrivateKeyPem(privateKey, encryption));
  }
  return der
    ? encodePrivateKey(privateKey, format ?? 'pkcs8')
    : utf8ToBytes(writePrivateKeyPem(privateKey, format ?? 'pkcs8'));
}
