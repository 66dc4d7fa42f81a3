/** SHA-256 step by step, with the names of FIPS 180-4; and the same as a page. */
import { bytesToHex, utf8ToBytes } from 'vitrine/bytes';
import { explainSha256, renderHtml } from 'vitrine/explain';
import { resultOf, sha256Steps } from 'vitrine/reference';

const message = utf8ToBytes('abc');
const hex = (word: number) => word.toString(16).padStart(8, '0');
for (const { name, rule, index, value } of sha256Steps(message)) {
  if (name !== 'working variables' || index['t'] !== 0) continue;
  console.log(
    rule,
    Object.entries(value as Record<string, number>)
      .map(([x, word]) => `${x}=${hex(word)}`)
      .join(' '),
  );
  // → FIPS 180-4 §6.2.2 step 3 a=5d6aebcd b=6a09e667 c=bb67ae85 d=3c6ef372 e=fa2a4622 f=510e527f g=9b05688c h=1f83d9ab
}
console.log(bytesToHex(resultOf(sha256Steps(message)))); // → ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad

// A page on which each round can be opened; write it to a file, and open that in a browser.
const page = renderHtml(explainSha256(message), { showSecrets: false });
console.log(page.startsWith('<!DOCTYPE html>')); // → true
