/** A mutual TLS 1.2 session with RSA key transport, told in six steps and the traffic that they protect, from what the two ends reported. */
import { equalBytes } from '../../bytes/index.ts';
import { decode } from '../../codec/index.ts';
import type { TlsLog } from '../../explain/index.ts';
import { wrap } from '../../explain/internal.ts';
import { sha256 } from '../../hash/index.ts';
import { describePublicKey } from '../../keys/index.ts';
import type { User } from '../../kubernetes/pki/index.ts';
import { recoverEncodedMessage } from '../../rsa/index.ts';
import type { ProtectedParts } from '../../tls/index.ts';
import { type Certificate, formatGeneralName, formatOneline, name, type Validation } from '../../x509/index.ts';
import { firstLine, type Page, shortHex } from './page.ts';
import type { Texts } from './texts.ts';

/** What the story is about. */
export interface Session {
  readonly client: TlsLog;
  readonly server: TlsLog;
  /** Where the client dialled. */
  readonly address: string;
  /** The user that the server identified from the client's certificate. */
  readonly user: User;
}

const nameOf = (certificate: Certificate): string => formatOneline(certificate.subject.value);

export async function tellSession(page: Page, session: Session, texts: Texts): Promise<void> {
  await tellOpening(page, session, texts);
  await tellServerCertificate(page, session, texts);
  await tellVerification(page, session, texts);
  await tellClientCertificate(page, session, texts);
  await tellIdentity(page, session, texts);
  await tellSecret(page, session, texts);
  await tellTraffic(page, session, texts);
}

async function tellOpening(page: Page, { client, address }: Session, texts: Texts): Promise<void> {
  const { value, bytes } = client.message('client_hello', 'sent');
  await page.heading('1', texts.opening.title(address), texts.sides.toServer);
  await page.row('ClientHello', texts.data(bytes.length, shortHex(bytes, 12)));
  await page.row(texts.random, shortHex(value.random, 32));
  await page.row(texts.opening.cipherSuites, value.cipherSuites.map((suite) => hex16(suite)).join(' '));
  const extensions = (value.extensions ?? []).map(({ kind }) => kind);
  for (const [i, line] of wrap(extensions.join(' '), 74).entries())
    await page.row(i === 0 ? texts.opening.extensions : '', line);
}

async function tellServerCertificate(page: Page, { client }: Session, texts: Texts): Promise<void> {
  const hello = client.message('server_hello', 'received').value;
  const { negotiated } = client.first('negotiated');
  const { certificates } = client.first('peer-certificates');
  const [leaf] = certificates;
  await page.heading('2', texts.answer.title, texts.sides.toClient);
  await page.row('ServerHello', texts.answer.chooses(negotiated.suite));
  await page.row(texts.random, shortHex(hello.random, 32));
  await page.row('Certificate', texts.der(leaf.der.length, shortHex(leaf.der, 12)));
  await page.row(texts.answer.subject, nameOf(leaf));
  await page.row(texts.answer.issuer, formatOneline(leaf.issuer.value));
  await page.row(texts.answer.valid, texts.answer.fromTo(dateOf(leaf.notBefore), dateOf(leaf.notAfter)));
  for (const [i, line] of wrap(leaf.subjectAltNames.map(formatGeneralName).join(' '), 74).entries()) {
    await page.row(i === 0 ? texts.answer.names : '', line);
  }
  const { certificateAuthorities } = client.message('certificate_request', 'received').value;
  await page.row(
    'CertificateRequest',
    texts.answer.wants(certificateAuthorities.map((der) => formatOneline(decode(name, der)))),
  );
}

async function tellVerification(page: Page, { client, address }: Session, texts: Texts): Promise<void> {
  const validation = validationOf(client);
  await page.heading('3', texts.verification.title, texts.sides.client);
  await tellSignature(page, validation, texts);
  await tellChecks(page, validation, texts);
  const names = validation.chain[0].subjectAltNames.map(formatGeneralName);
  await page.row(
    texts.verification.dialled,
    texts.verification.dialledName(address, names.filter((text) => text.startsWith('IP:')).join(' ')),
  );
}

/** The signature as it works: with RSA what the CA's public key makes of it beside what the certificate hashes to; the other kinds recover nothing. */
async function tellSignature(page: Page, { chain, checks }: Validation, texts: Texts): Promise<void> {
  const [leaf, issuer] = chain;
  const key = issuer.publicKey;
  if (key.type !== 'rsa') {
    const verified = checks.some(
      ({ code, depth, outcome }) => code === 'signature' && depth === 0 && outcome === 'pass',
    );
    const { verifies, forged } = texts.verification;
    await page.row(texts.signature, shortHex(leaf.fields.signature));
    return page.row('', verified ? page.good(verifies(describePublicKey(key), nameOf(issuer))) : forged);
  }
  const block = recoverEncodedMessage(key, leaf.fields.signature);
  const recovered = block.subarray(-sha256.outputLength);
  const computed = sha256.digest(leaf.signedBytes);
  await page.row(texts.signature, shortHex(leaf.fields.signature));
  await page.row(
    `  ^${key.publicExponent} mod n`,
    `${shortHex(block.subarray(0, -32), 23)} ‖ ${texts.verification.theHash}`,
  );
  await page.row(texts.verification.hashInIt, shortHex(recovered, 32));
  await page.row('  SHA-256(TBS)', shortHex(computed, 32));
  const equal = equalBytes(recovered, computed);
  await page.row('', equal ? page.good(texts.verification.equal(nameOf(issuer))) : texts.verification.different);
}

async function tellChecks(page: Page, { checks }: Validation, texts: Texts): Promise<void> {
  await page.row(
    texts.verification.checks,
    texts.verification.checkCount(checks.length, 1 + Math.max(...checks.map(({ depth }) => depth))),
  );
  for (const { code, depth, outcome, detail, rule } of checks) {
    if (depth === 0) await page.verdict(outcome !== 'fail', code, detail, rule);
  }
}

async function tellClientCertificate(page: Page, { client }: Session, texts: Texts): Promise<void> {
  const { certificateList } = client.message('certificate', 'sent').value;
  const proof = client.first('transcript-signature', ({ direction }) => direction === 'sent');
  await page.heading('4', texts.clientCertificate.title, texts.sides.toServer);
  await page.row('Certificate', texts.der(certificateList[0].length, shortHex(certificateList[0], 12)));
  await page.row('CertificateVerify', texts.clientCertificate.proof(proof.scheme));
  await page.row(texts.clientCertificate.transcriptHash, shortHex(proof.transcriptHash, 32));
  await page.row(texts.clientCertificate.signature, shortHex(proof.signature));
}

async function tellIdentity(page: Page, { server, user }: Session, texts: Texts): Promise<void> {
  const validation = validationOf(server);
  const proof = server.first('transcript-signature', ({ direction }) => direction === 'received');
  await page.heading('5', texts.identity.title, texts.sides.server);
  const failed = validation.checks.filter(({ outcome }) => outcome === 'fail').length;
  await page.row(
    texts.identity.certificate,
    texts.identity.checked(validation.checks.length, failed, nameOf(validation.chain[1])),
  );
  await page.row(texts.identity.transcript, proof.valid ? texts.identity.signed : texts.identity.notSigned);
  await page.row(texts.identity.user, user.name);
  await page.row(texts.identity.groups, user.groups.join(', '));
}

async function tellSecret(page: Page, { client, server }: Session, texts: Texts): Promise<void> {
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
}

async function tellTraffic(page: Page, { client, server }: Session, texts: Texts): Promise<void> {
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
  if (record.parts !== undefined) await tellProtection(page, record.parts, texts);
  await page.row(texts.traffic.wire, texts.data(record.bytes.length, shortHex(record.bytes)));
  const same = equalBytes(opened.plaintext, record.plaintext);
  await page.row(
    texts.traffic.atServer,
    `${firstLine(opened.plaintext)}${same ? page.good(texts.theSame) : texts.traffic.changed}`,
  );
  await page.row(texts.traffic.answer, firstLine(answer.plaintext));
}

async function tellProtection(page: Page, parts: ProtectedParts, texts: Texts): Promise<void> {
  if (parts.kind === 'aead') {
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

function validationOf(log: TlsLog): Validation {
  const { validation } = log.first('peer-certificates');
  if (validation === undefined) throw new Error('the certificates were not verified');
  return validation;
}

const dateOf = (time: Date): string => time.toISOString().slice(0, 10);
const hex16 = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
