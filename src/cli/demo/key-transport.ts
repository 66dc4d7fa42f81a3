/** The secret of TLS 1.2 with RSA key transport (RFC 5246 §7.4.7.1, §8.1, §6.3): the client generates it, and sends it encrypted
 * to the server's public key. */
import { equalBytes } from '../../bytes/index.ts';
import { type Page, shortHex } from './page.ts';
import type { Session } from './session.ts';
import type { Texts } from './texts.ts';

/** Step 6 of TLS 1.2 with RSA key transport. */
export async function tellKeyTransport(page: Page, { client, server }: Session, texts: Texts): Promise<void> {
  const sent = client.first('premaster-secret');
  const received = server.first('premaster-secret');
  const master = client.first('master-secret');
  const { block, parts, seed } = client.first('key-block');
  await page.heading('6', texts.secret.title, texts.sides.toServer);
  await page.say(texts.secret.order);
  await page.row(texts.secret.premaster, shortHex(sent.premasterSecret, 28));
  await page.row(texts.secret.travelled, `${shortHex(sent.encrypted)} (RSA, ${texts.bytes(sent.encrypted.length)})`);
  const same = equalBytes(sent.premasterSecret, received.premasterSecret);
  await page.row(
    texts.secret.recovered,
    `${shortHex(received.premasterSecret, 28)}${same ? page.good(texts.theSame) : texts.secret.another}`,
  );
  await page.row(texts.secret.master, `PRF(premaster secret, "${master.label}", ${shortHex(master.seed, 8)})`);
  await page.row('', shortHex(master.masterSecret, 28));
  await page.row(
    texts.secret.keyBlock,
    `PRF(master secret, "key expansion", ${shortHex(seed, 8)}), ${texts.bytes(block.length)}`,
  );
  for (const [what, part] of Object.entries(parts)) {
    if (part.length > 0) await page.row(`  ${what.replace('_write_', ' ').replaceAll('_', ' ')}`, shortHex(part, 32));
  }
  await page.row('Finished', texts.secret.verifyData(shortHex(client.first('verify-data').verifyData)));
  await page.paragraph(texts.secret.opens);
}
