/** Shows what the session's keys protect: the request and its answer, as records. */
import { equalBytes } from '../../bytes/index.ts';
import type { ProtectedParts } from '../../tls/index.ts';
import { firstLine, type Page, shortHex } from './page.ts';
import type { Session } from './session.ts';
import type { Texts } from './texts.ts';

/** Shows the request and its answer, before and after protection. */
export async function tellTraffic(page: Page, { client, server }: Session, texts: Texts): Promise<void> {
  const record = client.first('record', ({ direction, type }) => direction === 'sent' && type === 'application_data');
  const answer = client.first(
    'record',
    ({ direction, type }) => direction === 'received' && type === 'application_data',
  );
  const opened = server.first(
    'record',
    ({ direction, type }) => direction === 'received' && type === 'application_data',
  );
  await page.heading('→', texts.traffic.title, texts.sides.both);
  await page.row(texts.traffic.plaintext, texts.data(record.plaintext.length, firstLine(record.plaintext)));
  const is13 = client.first('negotiated').negotiated.version === 'TLSv1.3';
  if (record.parts !== undefined) await tellProtection(page, record.parts, is13, texts);
  await page.row(texts.traffic.wire, texts.data(record.bytes.length, shortHex(record.bytes)));
  const same = equalBytes(opened.plaintext, record.plaintext);
  await page.row(
    texts.traffic.atServer,
    `${firstLine(opened.plaintext)}${same ? page.good(texts.theSame) : texts.traffic.changed}`,
  );
  await page.row(texts.traffic.answer, firstLine(answer.plaintext));
}

async function tellProtection(page: Page, parts: ProtectedParts, is13: boolean, texts: Texts): Promise<void> {
  if (parts.kind === 'aead') {
    if (is13) await page.row(texts.traffic.type, texts.traffic.hidden);
    await page.row(texts.traffic.nonce, shortHex(parts.nonce));
    await page.row(texts.traffic.ciphertext, shortHex(parts.ciphertext));
    await page.row(texts.traffic.tag, shortHex(parts.tag, 32));
    return;
  }
  const order = parts.kind === 'encrypt-then-mac' ? texts.traffic.overCiphertext : texts.traffic.overPlaintext;
  await page.row(texts.traffic.padding, shortHex(parts.padding, 16));
  await page.row(texts.traffic.ivAndCiphertext, `${shortHex(parts.iv, 16)}, ${shortHex(parts.ciphertext, 16)}`);
  await page.row('  MAC', `${shortHex(parts.mac, 20)} ${order}`);
}
