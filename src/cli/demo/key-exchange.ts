/** The secrets of TLS 1.3 (RFC 8446 §7.1): both sides derive them from two ephemeral keys, and none of them is sent. */
import { equalBytes } from '../../bytes/index.ts';
import type { TlsLog } from '../../explain/index.ts';
import type { SecretName } from '../../tls/index.ts';
import { type Page, shortHex } from './page.ts';
import type { Session } from './session.ts';
import type { Texts } from './texts.ts';

const secretIn = (log: TlsLog, wanted: SecretName): Uint8Array =>
  log.first('secret', ({ name }) => name === wanted).secret;

/** Step 6 of TLS 1.3. */
export async function tellKeyExchange(page: Page, session: Session, texts: Texts): Promise<void> {
  const { shared } = texts;
  await page.heading('6', shared.title, texts.sides.both);
  await page.say(shared.order);
  await tellAgreement(page, session, texts);
  await tellSchedule(page, session.client, texts);
  const [theirs, ours] = (['received', 'sent'] as const).map(
    (direction) => session.client.message13('finished', direction).value.verifyData,
  );
  await page.row('Finished', shared.finished(shortHex(theirs, 12), shortHex(ours, 12)));
  await page.paragraph(shared.difference);
  await page.paragraph(shared.forward);
}

async function tellAgreement(page: Page, { client, server }: Session, texts: Texts): Promise<void> {
  const { group, sharedSecret } = client.first('shared-secret');
  const { sharedSecret: theirs } = server.first('shared-secret');
  const { shared } = texts;
  await page.row(shared.group, shared.groupText(group));
  if (group === 'X25519MLKEM768') await page.row('', shared.hybrid);
  await page.row(shared.secret, shortHex(sharedSecret, 28));
  const same = equalBytes(sharedSecret, theirs);
  await page.row(shared.atServer, `${shortHex(theirs, 28)}${same ? page.good(texts.theSame) : texts.secret.another}`);
}

async function tellSchedule(page: Page, client: TlsLog, { shared }: Texts): Promise<void> {
  const line = (label: string, name: SecretName): Promise<void> =>
    page.row(label, shortHex(secretIn(client, name), 28));
  await page.row(shared.handshake, 'HKDF-Extract(Derive-Secret(early secret, "derived"), shared secret)');
  await line('', 'handshake_secret');
  await line(shared.client, 'client_handshake_traffic_secret');
  await line(shared.server, 'server_handshake_traffic_secret');
  await page.row(shared.master, 'HKDF-Extract(Derive-Secret(handshake secret, "derived"), 0)');
  await line('', 'master_secret');
  await line(shared.client, 'client_application_traffic_secret');
  await line(shared.server, 'server_application_traffic_secret');
  await page.row(shared.keys, 'HKDF-Expand-Label(traffic secret, "key" | "iv")');
}
