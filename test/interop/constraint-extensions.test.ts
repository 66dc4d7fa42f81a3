/** nameConstraints and the extensions about policies, made from extension files: the same bytes as OpenSSL's. */
import { describe, expect, it } from 'vitest';
import { extensionSection } from '../../src/cli/extension-file.ts';
import { settingsToExtensions } from '../../src/cli/extension-settings.ts';
import { parseOpensslConfig } from '../../src/cli/openssl-config.ts';
import { encode } from '../../src/codec/index.ts';
import { publicKeyOf, writePrivateKeyPem } from '../../src/keys/index.ts';
import { extension, makeName, readCertificatesPem } from '../../src/x509/index.ts';
import { hasOpenssl, openssl, rootKey } from '../fixtures/drafts.ts';

const REQUEST = '[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = a\n[made]\n';
const FILES: readonly [string, string][] = [
  [
    'name constraints in a list',
    'nameConstraints = critical, permitted;DNS:a.example, permitted;email:.b.example, excluded;IP:10.0.0.0/255.0.0.0, excluded;IP:2001:db8::/ffff:ffff::, permitted;URI:.c.example',
  ],
  [
    'name constraints in sections',
    'nameConstraints = @names\n[names]\npermitted;DNS.1 = a.example\npermitted;DNS.2 = b.example\nexcluded;dirName.1 = who\n[who]\nC = SE\n1.OU = one\n2.OU = two\n+CN = three\nemailAddress = a@b.example',
  ],
  [
    'policies in a list',
    'certificatePolicies = critical, 1.2.3.4, anyPolicy, 2.999.1\npolicyMappings = 1.2.3.4:1.2.3.5, 1.2.3:2.999.7',
  ],
  [
    'policies with qualifiers',
    'certificatePolicies = ia5org, 1.2.3, @one, @two\n[one]\npolicyIdentifier = 1.3.5.8\nCPS.1 = "https://a.example/cps"\nCPS.2 = https://b.example/\nuserNotice.1 = @notice\n[two]\npolicyIdentifier = 1.3.5.9\nuserNotice.1 = @text\n[notice]\nexplicitText = "Read, and obey"\norganization = "An Organization"\nnoticeNumbers = 1,2,300\n[text]\nexplicitText = "UTF8:Größe"',
  ],
  [
    'an organization as VisibleString',
    'certificatePolicies = @one\n[one]\npolicyIdentifier = 1.3.5.8\nuserNotice.1 = @notice\n[notice]\norganization = Org\nnoticeNumbers = 7',
  ],
  ['mappings in a section', 'policyMappings = @map\n[map]\n1.2.3.4 = 1.2.3.5\n1.2.3.6 = 1.2.3.7'],
  [
    'policy constraints',
    'policyConstraints = critical, requireExplicitPolicy:0, inhibitPolicyMapping:300\ninhibitAnyPolicy = critical, 2',
  ],
  ['one policy constraint', 'policyConstraints = inhibitPolicyMapping:1\ninhibitAnyPolicy = 0x10'],
];

describe.skipIf(!hasOpenssl)('OpenSSL and we make the same bytes', () => {
  it.each(FILES)('%s', (_, text) => {
    const file = `${REQUEST}${text}\n`;
    const { status, output } = openssl(
      { 'key.pem': writePrivateKeyPem(rootKey, 'pkcs8'), 'made.cnf': file },
      ...['req', '-x509', '-new', '-key', 'key.pem', '-config', 'made.cnf', '-extensions', 'made', '-utf8'],
    );
    expect(status, output).toBe(0);
    const [theirs] = readCertificatesPem(output);
    const settings = extensionSection(parseOpensslConfig(file, {}), 'made');
    const ours = settingsToExtensions(settings, { name: makeName(['CN', 'a']), publicKey: theirs.publicKey });
    const wanted = new Set(ours.map(({ extnID }) => extnID));
    // What OpenSSL adds by itself are key identifiers.
    const made = theirs.extensions.filter(({ extnID }) => wanted.has(extnID));
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.map((one) => encode(extension, one))).toEqual(made.map((one) => encode(extension, one)));
  });

  it.each([
    'nameConstraints = DNS:a.example',
    'nameConstraints = permitted;IP:10.0.0.0',
    'nameConstraints = permitted;IP:10.0.0.0/::',
    'nameConstraints = permitted;dirName:nowhere',
    'certificatePolicies = x',
    'certificatePolicies = @nowhere',
    'certificatePolicies = @empty\n[empty]\nCPS = x',
    'policyMappings = 1.2.3',
    'policyConstraints = requireExplicitPolicy:x',
    'policyConstraints = other:1',
    'inhibitAnyPolicy = x',
  ])('both refuse %s', (text) => {
    const file = `${REQUEST}${text}\n`;
    const { status } = openssl(
      { 'key.pem': writePrivateKeyPem(rootKey, 'pkcs8'), 'made.cnf': file },
      ...['req', '-x509', '-new', '-key', 'key.pem', '-config', 'made.cnf', '-extensions', 'made'],
    );
    expect(status).not.toBe(0);
    const subject = { name: makeName(['CN', 'a']), publicKey: publicKeyOf(rootKey) };
    expect(() => settingsToExtensions(extensionSection(parseOpensslConfig(file, {}), 'made'), subject)).toThrow();
  });
});
