/** What is wrong with a certificate: each finding has its byte, its source, and what to do. */
import { lint } from 'vitrine/lint';
import { LINT_SPECIMENS } from 'vitrine/testing';

// A certificate whose subjectAltName has an address of five bytes, and the same without that fault.
const { faulty, sound } = LINT_SPECIMENS.find(({ code }) => code === 'ip-length')!.make();
const { findings, rules } = lint(faulty, { kind: 'certificate', profile: 'webpki' });
for (const { severity, code, source, offset, length, field } of findings) {
  console.log(severity, code, `(${source})`, `bytes ${offset} to ${offset + length - 1}`, field);
}
// → error ip-length (RFC 5280 §4.2.1.6) bytes 318 to 324 tbsCertificate.extensions.2.extnValue (subjectAltName).1 (iPAddress)
console.log(rules > 150, lint(sound, { kind: 'detect', profile: 'webpki' }).findings.length); // → true 0
