/** Certificates: read, written, issued, validated. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { encode } from '../src/codec/index.ts';
import {
  attributeTexts,
  type Certificate,
  certificate,
  decodeCertificate,
  type GeneralName,
  issueFromRequest,
  type Name,
  readCertificatesPem,
  validateChain,
} from '../src/x509/index.ts';
import { JUDGED_BY } from '../test/judged.ts';
import { sameBytes } from './inputs/bytes.ts';
import {
  ca,
  ENCODE_ROW,
  expectedRead,
  fromNode,
  issuing,
  PARSE_ROW,
  type ReadCertificate,
  readByNode,
  server,
  TIME,
} from './inputs/certificates.ts';
import { listOf } from './inputs/crl.ts';
import { manyP256Chains, namesakes, type P256Chain, p256Chain } from './inputs/p256-chain.ts';
import { type BenchRow, once } from './rows.ts';

interface Read {
  readonly subject: Name;
  readonly issuer: Name;
  readonly serialNumber: bigint;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly names: readonly GeneralName[];
}

function parse(): Read {
  const { subject, issuer, serialNumber, notBefore, notAfter, subjectAltNames } = decodeCertificate(
    server().certificate.der,
  );
  return { subject: subject.value, issuer: issuer.value, serialNumber, notBefore, notAfter, names: subjectAltNames };
}

const nameText = (name: GeneralName): string =>
  name.kind === 'dNSName' ? name.value : name.kind === 'iPAddress' ? name.value.join('.') : name.kind;
const fromOurs = (read: Read): ReadCertificate => ({
  ...read,
  subject: attributeTexts(read.subject, 'CN')[0],
  issuer: attributeTexts(read.issuer, 'CN')[0],
  names: read.names.map(nameText),
});

const parseNative = () => readByNode(server().certificate.der);
const reencode = (): Uint8Array => encode(certificate, server().certificate.fields);

const validate = (): boolean =>
  validateChain({
    leaf: server().certificate,
    intermediates: [],
    roots: [ca().certificate],
    time: TIME,
    purpose: 'serverAuth',
    name: { dns: 'kubernetes' },
    ...JUDGED_BY,
  }).ok;

const natives = once(() => ({
  leaf: new X509Certificate(server().pem),
  issuer: new X509Certificate(ca().pem),
  publicKey: createPublicKey(ca().pem),
}));
function validateNative(): boolean {
  const { leaf, issuer, publicKey } = natives();
  return leaf.checkIssued(issuer) && leaf.verify(publicKey) && leaf.checkHost('kubernetes') !== undefined;
}

const issueLeaf = (): Certificate =>
  issueFromRequest({
    request: server().request!,
    issuer: ca().certificate,
    issuerKey: ca().key,
    extensions: (all) => all,
    ...issuing(),
  });

const FROM_PEM_ROW = 'chain-validate/from PEM, three certificates/P-256';
const NEW_KEYS_ROW = 'chain-validate/from PEM, three certificates with new keys/P-256';
const DECODED_ROW = 'chain-validate/decoded, three certificates/P-256';
const verdict = (leaf: Certificate, middle: Certificate, root: Certificate): boolean =>
  validateChain({
    leaf,
    intermediates: [middle],
    roots: [root],
    time: TIME,
    purpose: 'serverAuth',
    name: { dns: 'server.test' },
    ...JUDGED_BY,
  }).ok;

/** The CA keys come again, as those of clients and of servers do: after 16 uses they are prepared. */
const verdictFromPem = (): boolean => pemVerdict(p256Chain());
function pemVerdict({ pem }: P256Chain): boolean {
  const [[leaf], [middle], [root]] = [pem.leaf, pem.middle, pem.root].map((text) => readCertificatesPem(text));
  return verdict(leaf, middle, root);
}
function verdictOfDecoded(): boolean {
  const { leaf, middle, root } = p256Chain();
  return verdict(leaf, middle, root);
}

const nodeVerdict = (leaf: X509Certificate, middle: X509Certificate, root: X509Certificate): boolean =>
  leaf.checkIssued(middle) &&
  leaf.verify(middle.publicKey) &&
  middle.checkIssued(root) &&
  middle.verify(root.publicKey) &&
  leaf.checkHost('server.test') !== undefined;
const nativeFromPem = (): boolean => nativePemVerdict(p256Chain());
const nativePemVerdict = ({ pem }: P256Chain): boolean =>
  nodeVerdict(new X509Certificate(pem.leaf), new X509Certificate(pem.middle), new X509Certificate(pem.root));

/** Each of many chains in turn. */
const inTurns = (judge: (chain: P256Chain) => boolean): (() => boolean) => {
  let turn = 0;
  return () => judge(manyP256Chains()[turn++ % manyP256Chains().length]);
};
const nativeChain = once(() => {
  const { pem } = p256Chain();
  return [pem.leaf, pem.middle, pem.root].map((text) => new X509Certificate(text));
});
const nativeDecoded = (): boolean => {
  const [leaf, middle, root] = nativeChain();
  return nodeVerdict(leaf, middle, root);
};

/** One leaf, and so many CAs that have the name of its issuer. */
function pathBuilt(count: number): BenchRow {
  const made = once(() => namesakes(count));
  const options = { ...JUDGED_BY, intermediates: [], time: TIME, purpose: 'any' } as const;
  return judged(`path-build/CAs of one name/${count}`, 'vitrine', () => validateChain({ ...options, ...made() }).ok);
}

/** Answers from a list that was read before, about serial numbers on it and not on it. */
function listAnswers(count: number): BenchRow {
  const made = once(() => {
    const { list, serials } = listOf(count);
    list.find(0n); // reads the entries
    const on = serials.filter((_, i) => i % (count / 500) === 0);
    return { list, asked: on.flatMap((serial) => [serial, serial + 1n]) };
  });
  let turn = 0;
  const run = () => made().list.find(made().asked[turn++ % made().asked.length]);
  const check = (): void => {
    for (const [i, serial] of made().asked.entries()) {
      strictEqual(made().list.find(serial)?.serialNumber, i % 2 === 0 ? serial : undefined);
    }
  };
  return { row: `crl-answer/entries/${count}`, implementation: 'vitrine', run, check };
}

const judged = (row: string, implementation: string, run: () => boolean): BenchRow => ({
  ...{ row, implementation, run },
  check: () => strictEqual(run(), true),
});

export const rows: readonly BenchRow[] = [
  judged(FROM_PEM_ROW, 'vitrine', verdictFromPem),
  judged(FROM_PEM_ROW, 'node:crypto', nativeFromPem),
  judged(NEW_KEYS_ROW, 'vitrine', inTurns(pemVerdict)),
  judged(NEW_KEYS_ROW, 'node:crypto', inTurns(nativePemVerdict)),
  judged(DECODED_ROW, 'vitrine', verdictOfDecoded),
  judged(DECODED_ROW, 'node:crypto', nativeDecoded),
  ...[1, 32, 1024].map(pathBuilt),
  ...[1000, 100_000].map(listAnswers),
  {
    row: PARSE_ROW,
    implementation: 'vitrine',
    run: parse,
    check: () => deepStrictEqual(fromOurs(parse()), expectedRead()),
  },
  {
    row: PARSE_ROW,
    implementation: 'node:crypto',
    run: parseNative,
    check: () => deepStrictEqual(fromNode(parseNative()), expectedRead()),
  },
  {
    row: ENCODE_ROW,
    implementation: 'vitrine',
    run: reencode,
    check: () => sameBytes(reencode(), server().certificate.der),
  },
  {
    row: 'chain-validate/two certificates/2048',
    implementation: 'vitrine',
    run: validate,
    check: () => strictEqual(validate(), true),
  },
  /** Node has no validation of its own outside TLS: this is the signature, the names and the host alone. */
  {
    row: 'chain-validate/signature and names alone/2048',
    implementation: 'node:crypto',
    run: validateNative,
    check: () => strictEqual(validateNative(), true),
  },
  {
    row: 'certificate-issue/from a request/2048',
    implementation: 'vitrine',
    run: issueLeaf,
    check: () => strictEqual(new X509Certificate(issueLeaf().der).verify(natives().publicKey), true),
  },
];
