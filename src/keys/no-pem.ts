/** What a text is that should have been PEM. */

/** Characters that are looked at. */
const ENOUGH = 4096;

/** How keys in SSH's formats begin. */
export const SSH = /^(ssh-|ecdsa-sha2-|sk-|---- BEGIN SSH2|PuTTY-User-Key-File)/;

/** What to do with a text that is a key in one of SSH's formats. */
function sshAdvice(start: string): string {
  if (start.startsWith('PuTTY')) return 'puttygen FILE -O private-openssh turns it into PEM, except for Ed25519';
  if (start.startsWith('-')) return "ssh-keygen -i -f FILE turns it into OpenSSH's";
  return 'ssh-keygen -e -m PKCS8 -f FILE turns a public key of RSA or ECDSA into PEM';
}

/** Whether a text is the base64 of `-----BEGIN `, as far as the bytes determine whole base64 digits: PEM encoded once more, as in the
 * Secrets of Kubernetes. */
export const isPemInBase64 = (text: string): boolean => text.startsWith('LS0tLS1CRUdJTi');

/** Says what a text without a PEM block is, and what to do about it, for a message after "; "; undefined for a text that resembles nothing
 * known. Linear in a few thousand characters. */
export function insteadOfPem(text: string): string | undefined {
  const start = text.slice(0, ENOUGH).trim();
  if (start === '') return 'it is empty';
  if (start.startsWith('\0')) return 'it begins with bytes of zero: its contents are lost';
  // SEQUENCE, and a length of several bytes, which are no text.
  if (/^0[^\0-\x7f]/.test(start)) return 'it is DER, not PEM; the commands of -inform DER write it as PEM';
  if (/BEGIN [A-Z\d ]{3,40}/i.test(start) && !SSH.test(start)) return nearPem(start);
  if (SSH.test(start)) return `it is a key in SSH format; ${sshAdvice(start)}`;
  if (start.startsWith('{') && start.includes('"kty"')) return 'it is a JWK, which no command reads';
  if (isPemInBase64(start)) return 'it is PEM in base64 once more; base64 -d decodes it';
  if (/^[A-Fa-f\d\s]{40,}$/.test(start)) return 'it is hexadecimal; xxd -r -p decodes it';
  if (/^[A-Za-z\d+/=\s]{40,}$/.test(start)) return "it is base64 without PEM's BEGIN and END lines";
  if (/^(untrusted comment: |age1[a-z\d]|AGE-SECRET-KEY-|# created: )/.test(start)) {
    return 'it is a file of age, minisign or signify, whose keys X.509 does not use';
  }
  return /^<[!?a-z]/i.test(start) ? 'it is a page of HTML or XML, perhaps the answer of a server' : undefined;
}

/** Of a text with a line that resembles BEGIN. */
function nearPem(start: string): string {
  if (/BEGIN [^\n]{0,80}\\n/.test(start)) return 'its line ends are written as \\n: printf %b turns them into such';
  if (start.includes('\r') && !start.includes('\n')) return 'its lines end in CR alone: tr "\\r" "\\n" mends that';
  return 'a line of it resembles the BEGIN of PEM, which is -----BEGIN LABEL----- and nothing else, its label in capitals';
}
