/** Every byte of a certificate: its field, and where it begins and ends. A fault is found with its place and rule. */
import { systemRandom as random } from 'vitrine/bytes';
import { annotate, type Span } from 'vitrine/codec';
import { generateRsaKey } from 'vitrine/rsa';
import { RSA_PKCS1_SHA256 as scheme } from 'vitrine/signatures';
import { caExtensions, certificate, makeName, selfSign } from 'vitrine/x509';

const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') };
const key = generateRsaKey({ modulusBits: 2048, random });
const self = { subject: makeName(['CN', 'root']), serialNumber: 0x1234n, extensions: caExtensions() };
const { der } = selfSign({ ...self, key, scheme, validity, random });

const { span } = annotate(certificate, der);
const print = ({ name, start, end, children }: Span, depth: number): void => {
  console.log(`${'. '.repeat(depth)}${name} ${start}..${end}`);
  if (name === 'Certificate') for (const child of children.slice(2, 3)) print(child, depth + 1);
  if (name === 'tbsCertificate') for (const child of children.slice(3, 4)) print(child, depth + 1);
};
print(span, 0);
// → Certificate 0..769
// → . tbsCertificate 4..493
// → . . serialNumber 13..17

// The serial number with a byte of padding in front of it is no DER.
const damaged = der.slice();
damaged.set([0x00, 0x12], 15);
const { fault } = annotate(certificate, damaged);
console.log(fault?.code, fault?.at, fault?.path.join('.'), fault?.rule); // → integer-not-minimal 15 Certificate.tbsCertificate.serialNumber.value X.690 §8.3.2
