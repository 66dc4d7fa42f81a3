/** A mutual TLS 1.2 session with RSA key transport, told in six steps and the traffic that they protect, from what the two ends reported. */
import { equalBytes } from '../../bytes/index.ts';
import { decode } from '../../codec/index.ts';
import type { TlsLog } from '../../explain/index.ts';
import { sha256 } from '../../hash/index.ts';
import type { User } from '../../kubernetes/pki/index.ts';
import { recoverEncodedMessage } from '../../rsa/index.ts';
import type { ProtectedParts } from '../../tls/index.ts';
import { type Certificate, formatGeneralName, formatOneline, name, type Validation } from '../../x509/index.ts';
import { firstLine, type Page, shortHex, wrap } from './page.ts';

/** What the story is about. */
export interface Session {
  readonly client: TlsLog;
  readonly server: TlsLog;
  /** Where the client dialled. */
  readonly address: string;
  /** Whom the server took the client for. */
  readonly user: User;
}

const nameOf = (certificate: Certificate): string => formatOneline(certificate.subject.value);

export async function tellSession(page: Page, session: Session): Promise<void> {
  await tellOpening(page, session);
  await tellServerCertificate(page, session);
  await tellVerification(page, session);
  await tellClientCertificate(page, session);
  await tellIdentity(page, session);
  await tellSecret(page, session);
  await tellTraffic(page, session);
}

async function tellOpening(page: Page, { client, address }: Session): Promise<void> {
  const { value, bytes } = client.message('client_hello', 'sent');
  await page.heading('1', `kubectl opens the session to ${address}`, 'client → server');
  await page.row('ClientHello', `${bytes.length} bytes: ${shortHex(bytes, 12)}`);
  await page.row('  random', shortHex(value.random, 32));
  await page.row('  cipher suites', value.cipherSuites.map((suite) => hex16(suite)).join(' '));
  const extensions = (value.extensions ?? []).map(({ kind }) => kind);
  for (const [i, line] of wrap(extensions, 74).entries()) await page.row(i === 0 ? '  extensions' : '', line);
}

async function tellServerCertificate(page: Page, { client }: Session): Promise<void> {
  const hello = client.message('server_hello', 'received').value;
  const { negotiated } = client.first('negotiated');
  const { certificates } = client.first('peer-certificates');
  const [leaf] = certificates;
  await page.heading('2', 'The API server answers, and shows its certificate', 'server → client');
  await page.row('ServerHello', `chooses ${negotiated.suite}`);
  await page.row('  random', shortHex(hello.random, 32));
  await page.row('Certificate', `${leaf.der.length} bytes of DER: ${shortHex(leaf.der, 12)}`);
  await page.row('  subject', nameOf(leaf));
  await page.row('  issuer', formatOneline(leaf.issuer.value));
  await page.row('  valid', `${dateOf(leaf.notBefore)} to ${dateOf(leaf.notAfter)}`);
  for (const [i, line] of wrap(leaf.subjectAltNames.map(formatGeneralName), 74).entries()) {
    await page.row(i === 0 ? '  names' : '', line);
  }
  const { certificateAuthorities } = client.message('certificate_request', 'received').value;
  await page.row(
    'CertificateRequest',
    `wants the client’s too, of ${certificateAuthorities.map((der) => formatOneline(decode(name, der))).join(' or ')}`,
  );
}

async function tellVerification(page: Page, { client, address }: Session): Promise<void> {
  const validation = validationOf(client);
  await page.heading('3', 'kubectl verifies it, against the CA that its kubeconfig holds', 'client');
  await tellSignature(page, validation);
  await tellChecks(page, validation);
  const names = validation.chain[0].subjectAltNames.map(formatGeneralName);
  await page.row(
    'dialled',
    `${address}; the certificate has ${names.filter((text) => text.startsWith('IP:')).join(' ')}`,
  );
}

/** The signature as it works: what the CA's public key makes of it beside what the certificate hashes to. */
async function tellSignature(page: Page, { chain }: Validation): Promise<void> {
  const [leaf, issuer] = chain;
  const key = issuer.publicKey;
  if (key.type !== 'rsa') return;
  const block = recoverEncodedMessage(key, leaf.fields.signature);
  const recovered = block.subarray(-sha256.outputLength);
  const computed = sha256.digest(leaf.signedBytes);
  await page.row('signature', shortHex(leaf.fields.signature));
  await page.row(`  ^${key.publicExponent} mod n`, `${shortHex(block.subarray(0, -32), 23)} ‖ the hash`);
  await page.row('  hash in it', shortHex(recovered, 32));
  await page.row('  SHA-256(TBS)', shortHex(computed, 32));
  const equal = equalBytes(recovered, computed);
  await page.row(
    '',
    equal ? page.good(`equal: only ${nameOf(issuer)} can have made it`) : 'different: forged or damaged',
  );
}

async function tellChecks(page: Page, { checks }: Validation): Promise<void> {
  await page.row(
    'checks',
    `${checks.length}, on ${1 + Math.max(...checks.map(({ depth }) => depth))} certificates; of the leaf:`,
  );
  for (const { code, depth, outcome, detail, rule } of checks) {
    if (depth === 0) await page.verdict(outcome !== 'fail', code, detail, rule);
  }
}

async function tellClientCertificate(page: Page, { client }: Session): Promise<void> {
  const { certificateList } = client.message('certificate', 'sent').value;
  const proof = client.first('transcript-signature', ({ direction }) => direction === 'sent');
  await page.heading('4', 'kubectl shows its own certificate, and signs what both have said', 'client → server');
  await page.row('Certificate', `${certificateList[0].length} bytes of DER: ${shortHex(certificateList[0], 12)}`);
  await page.row('CertificateVerify', `${proof.scheme} over the whole handshake so far`);
  await page.row('  transcript hash', shortHex(proof.transcriptHash, 32));
  await page.row('  signature', shortHex(proof.signature));
}

async function tellIdentity(page: Page, { server, user }: Session): Promise<void> {
  const validation = validationOf(server);
  const proof = server.first('transcript-signature', ({ direction }) => direction === 'received');
  await page.heading('5', 'The API server verifies both, and knows who is calling', 'server');
  const failed = validation.checks.filter(({ outcome }) => outcome === 'fail').length;
  await page.row(
    'certificate',
    `${validation.checks.length} checks, ${failed} failed: issued by ${nameOf(validation.chain[1])}`,
  );
  await page.row('transcript', proof.valid ? 'signed with the key of that certificate' : 'NOT signed with that key');
  await page.row('CN is the user', user.name);
  await page.row('each O is a group', user.groups.join(', '));
}

async function tellSecret(page: Page, { client, server }: Session): Promise<void> {
  const sent = client.first('premaster-secret');
  const received = server.first('premaster-secret');
  const master = client.first('master-secret');
  const { block, parts, seed } = client.first('key-block');
  await page.heading(
    '6',
    'A secret travels under the server’s public key, and both derive keys from it',
    'client → server',
  );
  await page.say('On the wire it goes before the signature of step 4, which covers it (RFC 5246 §7.3, §7.4.8).');
  await page.row('premaster secret', shortHex(sent.premasterSecret, 28));
  await page.row('  as it travelled', `${shortHex(sent.encrypted)} (RSA, ${sent.encrypted.length} bytes)`);
  const same = equalBytes(sent.premasterSecret, received.premasterSecret);
  await page.row(
    '  as recovered',
    `${shortHex(received.premasterSecret, 28)}${same ? page.good('  the same') : '  ANOTHER'}`,
  );
  await page.row('master secret', `PRF(premaster secret, "${master.label}", ${shortHex(master.seed, 8)})`);
  await page.row('', shortHex(master.masterSecret, 28));
  await page.row('key block', `PRF(master secret, "key expansion", ${shortHex(seed, 8)}), ${block.length} bytes`);
  for (const [what, part] of Object.entries(parts)) {
    if (part.length > 0) await page.row(`  ${what.replace('_write_', ' ').replaceAll('_', ' ')}`, shortHex(part, 32));
  }
  await page.row('Finished', `both ends hash all of it: ${shortHex(client.first('verify-data').verifyData)}`);
}

async function tellTraffic(page: Page, { client, server }: Session): Promise<void> {
  const record = client.first('record', ({ direction, type }) => direction === 'sent' && type === 'application_data');
  const answer = client.first(
    'record',
    ({ direction, type }) => direction === 'received' && type === 'application_data',
  );
  const opened = server.first(
    'record',
    ({ direction, type }) => direction === 'received' && type === 'application_data',
  );
  await page.heading('→', 'Everything after is encrypted and MACed', 'client ↔ server');
  await page.row('plaintext', `${record.plaintext.length} bytes: ${firstLine(record.plaintext)}`);
  if (record.parts !== undefined) await tellProtection(page, record.parts);
  await page.row('on the wire', `${record.bytes.length} bytes: ${shortHex(record.bytes)}`);
  const same = equalBytes(opened.plaintext, record.plaintext);
  await page.row('at the server', `${firstLine(opened.plaintext)}${same ? page.good('  the same') : '  CHANGED'}`);
  await page.row('the answer', firstLine(answer.plaintext));
}

async function tellProtection(page: Page, parts: ProtectedParts): Promise<void> {
  if (parts.kind === 'aead') {
    await page.row('  nonce', shortHex(parts.nonce));
    await page.row('  ciphertext', shortHex(parts.ciphertext));
    await page.row('  tag', shortHex(parts.tag, 32));
    return;
  }
  const order = parts.kind === 'encrypt-then-mac' ? 'over the ciphertext (RFC 7366)' : 'over the plaintext';
  await page.row('  + padding', shortHex(parts.padding, 16));
  await page.row('  IV, ciphertext', `${shortHex(parts.iv, 16)}, ${shortHex(parts.ciphertext, 16)}`);
  await page.row('  MAC', `${shortHex(parts.mac, 20)} ${order}`);
}

function validationOf(log: TlsLog): Validation {
  const { validation } = log.first('peer-certificates');
  if (validation === undefined) throw new Error('the certificates were not verified');
  return validation;
}

const dateOf = (time: Date): string => time.toISOString().slice(0, 10);
const hex16 = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
