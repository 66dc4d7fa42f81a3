/** A mutual TLS session, described in six steps and the traffic that they protect, from the events of the two ends: TLS 1.3, or
 * TLS 1.2 with RSA key transport. */
import { equalBytes } from '../../bytes/index.ts';
import { decode } from '../../codec/index.ts';
import type { TlsLog } from '../../explain/index.ts';
import { wrap } from '../../explain/internal.ts';
import { sha256 } from '../../hash/index.ts';
import { describePublicKey } from '../../keys/index.ts';
import { recoverEncodedMessage } from '../../rsa/index.ts';
import { CODE_POINTS } from '../../tls/index.ts';
import { type Certificate, formatGeneralName, formatOneline, name, type Validation } from '../../x509/index.ts';
import { tellKeyExchange } from './key-exchange.ts';
import { tellKeyTransport } from './key-transport.ts';
import { type Page, shortHex } from './page.ts';
import type { Session } from './session.ts';
import type { Texts } from './texts.ts';
import { tellTraffic } from './traffic.ts';

/** Whether it is a session of TLS 1.3. */
const is13 = (log: TlsLog): boolean => log.first('negotiated').negotiated.version === 'TLSv1.3';

const nameOf = (certificate: Certificate): string => formatOneline(certificate.subject.value);

export async function tellSession(page: Page, session: Session, texts: Texts): Promise<void> {
  await tellOpening(page, session, texts);
  await tellServerCertificate(page, session, texts);
  await tellVerification(page, session, texts);
  await tellClientCertificate(page, session, texts);
  await tellIdentity(page, session, texts);
  await (is13(session.client) ? tellKeyExchange : tellKeyTransport)(page, session, texts);
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
  const shares = (value.extensions ?? []).flatMap((one) => (one.kind === 'key_share' ? one.value : []));
  for (const [i, { group, keyExchange }] of shares.entries()) {
    await page.row(i === 0 ? texts.opening.keyShares : '', shareText(group, keyExchange, texts));
  }
}

/** The text for a public value of a group, as in a hello message. */
const shareText = (group: number, value: Uint8Array, texts: Texts): string =>
  `${CODE_POINTS.namedGroup.get(group)}, ${texts.data(value.length, shortHex(value, 12))}`;

async function tellServerCertificate(page: Page, { client }: Session, texts: Texts): Promise<void> {
  const hello = client.message('server_hello', 'received').value;
  const { negotiated } = client.first('negotiated');
  const { certificates } = client.first('peer-certificates');
  const [leaf] = certificates;
  await page.heading('2', texts.answer.title, texts.sides.toClient);
  await page.row('ServerHello', texts.answer.chooses(negotiated.suite));
  await page.row(texts.random, shortHex(hello.random, 32));
  for (const one of hello.extensions ?? []) {
    if (one.kind !== 'key_share') continue;
    await page.row(texts.opening.keyShares, shareText(one.value.group, one.value.keyExchange, texts));
    await page.row('', texts.answer.encrypted);
  }
  await page.row('Certificate', texts.der(leaf.der.length, shortHex(leaf.der, 12)));
  await page.row(texts.answer.subject, nameOf(leaf));
  await page.row(texts.answer.issuer, formatOneline(leaf.issuer.value));
  await page.row(texts.answer.valid, texts.answer.fromTo(dateOf(leaf.notBefore), dateOf(leaf.notAfter)));
  for (const [i, line] of wrap(leaf.subjectAltNames.map(formatGeneralName).join(' '), 74).entries()) {
    await page.row(i === 0 ? texts.answer.names : '', line);
  }
  const authorities = authoritiesOf(client).map((der) => formatOneline(decode(name, der)));
  await page.row('CertificateRequest', texts.answer.wants(authorities));
}

/** The names that the server's CertificateRequest lists: a field of its own in TLS 1.2, an extension in TLS 1.3. */
function authoritiesOf(log: TlsLog): readonly Uint8Array[] {
  if (!is13(log)) return log.message('certificate_request', 'received').value.certificateAuthorities;
  const { extensions } = log.message13('certificate_request', 'received').value;
  return extensions.flatMap((one) => (one.kind === 'certificate_authorities' ? one.value : []));
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

/** Shows how the signature is verified: with RSA, the value recovered by the CA's public key next to the hash of the certificate.
 * Other kinds of signature recover no value. */
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
    if (depth === 0) await page.verdict(outcome !== 'fail', code, texts.verification.detail(detail), rule);
  }
}

async function tellClientCertificate(page: Page, { client }: Session, texts: Texts): Promise<void> {
  const leaf = is13(client)
    ? client.message13('certificate', 'sent').value.certificateList[0].certData
    : client.message('certificate', 'sent').value.certificateList[0];
  const proof = client.first('transcript-signature', ({ direction }) => direction === 'sent');
  await page.heading('4', texts.clientCertificate.title, texts.sides.toServer);
  await page.row('Certificate', texts.der(leaf.length, shortHex(leaf, 12)));
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
  if (is13(server)) await page.paragraph(texts.identity.late);
}

function validationOf(log: TlsLog): Validation {
  const { validation } = log.first('peer-certificates');
  if (validation === undefined) throw new Error('the certificates were not verified');
  return validation;
}

const dateOf = (time: Date): string => time.toISOString().slice(0, 10);
const hex16 = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
