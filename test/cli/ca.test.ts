/** `ca` and `crl`, beside OpenSSL's: both take turns on one database. */
import { linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryBeside } from '../../src/node/makers.ts';
import { readCertificateListsPem } from '../../src/x509/index.ts';
import { hasOpenssl, hasOpenssl30 } from '../openssl.ts';
import { Shell } from './shell.ts';

const CONFIG = `
[ca]
default_ca = own
[own]
dir = .
database = $dir/index.txt
new_certs_dir = $dir/newcerts
serial = $dir/serial
crlnumber = $dir/crlnumber
certificate = $dir/ca.crt
private_key = $dir/ca.key
default_days = 30
default_crl_days = 7
default_md = sha256
policy = pol
x509_extensions = usr
crl_extensions = lists
copy_extensions = copy
[pol]
countryName = optional
organizationName = match
commonName = supplied
[usr]
basicConstraints = CA:FALSE
keyUsage = digitalSignature
[lists]
authorityKeyIdentifier = keyid:always
`;

const shell = new Shell();
afterAll(() => shell.remove());

beforeAll(async () => {
  shell.write('ca.cnf', CONFIG);
  shell.write('index.txt', '');
  shell.write('serial', '0F\n');
  shell.write('crlnumber', '01\n');
  shell.write('newcerts.keep', '');
  await shell.lines(
    'vitrine genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ca.key',
    'vitrine req -new -x509 -days 300 -key ca.key -out ca.crt -subj "/O=Org/CN=My CA"',
    'vitrine genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out leaf.key',
  );
  mkdirSync(shell.path('newcerts'));
  for (const name of ['a', 'b', 'c', 'd']) {
    await shell.lines(
      `vitrine req -new -key leaf.key -out ${name}.csr -subj "/C=DE/O=Org/L=Berlin/CN=${name}" -addext "subjectAltName=DNS:${name}.test"`,
    );
  }
});

describe('after a killed run', () => {
  it('names and removes what it was writing, and names what it signed and did not enter', async () => {
    const gone = temporaryBeside(shell.path('newcerts/0E.pem')).replace(`-${process.pid}-`, '-4194304-');
    writeFileSync(gone, 'half a certif');
    shell.write('newcerts/0E.pem', 'signed');
    shell.write('newcerts/.mine.pem.vitrine-x', 'mine');
    const { code, stderr } = await shell.line(
      'ca -config ca.cnf -in a.csr -out first.pem -batch -subj /O=Org/CN=first',
    );
    expect(code).toBe(0);
    expect(stderr).toContain(`removed ${gone}, which an interrupted run (process 4194304) had left`);
    expect(stderr).toContain('newcerts/0E.pem is signed, but not in the database');
    expect(readdirSync(shell.path('newcerts')).sort()).toEqual(['.mine.pem.vitrine-x', '0E.pem', '0F.pem']);
    shell.write('index.txt', '');
    shell.write('serial', '0F\n');
  });
});

const index = (): string[][] =>
  shell
    .read('index.txt')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));

describe('ca', () => {
  it('says what is missing, and refuses a life of no length', async () => {
    const text = async (line: string) => (await shell.line(line)).stderr;
    shell.write('new.cnf', CONFIG.replace('/index.txt', '/new.txt'));
    expect(await text('ca -config new.cnf -batch -in a.csr')).toContain(
      'new.txt: no such file or folder; a new database begins as an empty file',
    );
    expect(await text('ca -config ca.cnf -batch -in a.csr -days 0')).toContain('-days');
    expect(await text('ca -config ca.cnf -gencrl -crldays 0')).toContain('must be above 0');
    expect([shell.read('index.txt'), shell.read('serial')]).toEqual(['', '0F\n']);
  });

  it.each([
    ['serial', '-in a.csr'],
    ['index.txt', '-in a.csr'],
    ['crlnumber', '-gencrl'],
  ])('takes no number by a %s of two names, one of which would stay behind', async (name, asked) => {
    linkSync(shell.path(name), shell.path('other'));
    const before = shell.read(name);
    const { code, stderr } = await shell.line(`vitrine ca -config ca.cnf -batch ${asked}`);
    rmSync(shell.path('other'));
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('(code hard-links)') });
    expect(shell.read(name)).toBe(before);
  });

  it('issues by the policy, and enters it', async () => {
    await shell.lines('vitrine ca -config ca.cnf -batch -in a.csr -out a.crt');
    expect(shell.read('serial')).toBe('10\n');
    expect([shell.read('serial.old'), shell.read('index.txt.old')]).toEqual(['0F\n', '']);
    expect(shell.read('index.txt.attr')).toBe('unique_subject = yes\n');
    expect(shell.read('newcerts/0F.pem')).toBe(shell.read('a.crt'));
    const [[status, , revoked, serial, file, subject]] = index();
    // The policy leaves the locality out.
    expect([status, revoked, serial, file, subject]).toEqual(['V', '', '0F', 'unknown', '/C=DE/O=Org/CN=a']);
    const { stdout } = await shell.line('vitrine x509 -in a.crt -noout -ext subjectAltName,basicConstraints');
    expect(stdout).toContain('DNS:a.test');
    expect(stdout).toContain('CA:FALSE');
  });

  it('refuses a second valid certificate of the subject, and a request that the policy does not take', async () => {
    const before = shell.read('index.txt');
    const twice = await shell.line('vitrine ca -config ca.cnf -in a.csr');
    expect([twice.code, twice.stderr]).toEqual([3, expect.stringContaining('subject-taken')]);
    const foreign = await shell.line('vitrine ca -config ca.cnf -in a.csr -subj /O=Other/CN=x');
    expect([foreign.code, foreign.stderr]).toEqual([3, expect.stringContaining('ca-policy')]);
    const nameless = await shell.line('vitrine ca -config ca.cnf -in a.csr -subj /O=Org');
    expect(nameless.stderr).toContain('commonName');
    expect([shell.read('index.txt'), shell.read('serial')]).toEqual([before, '10\n']);
  });

  it('revokes once, says the status, and lists', async () => {
    await shell.lines('vitrine ca -config ca.cnf -revoke a.crt -crl_reason keyCompromise');
    expect(index()[0][2]).toMatch(/^\d{12}Z,keyCompromise$/);
    expect((await shell.line('vitrine ca -config ca.cnf -revoke a.crt')).stderr).toContain('already-revoked');
    expect((await shell.line('vitrine ca -config ca.cnf -status 0f')).stderr).toContain('0F=Revoked (R)');
    expect((await shell.line('vitrine ca -config ca.cnf -status 77')).code).toBe(1);
    await shell.lines('vitrine ca -config ca.cnf -gencrl -out list.pem');
    expect(shell.read('crlnumber')).toBe('02\n');
    const { stdout } = await shell.line('vitrine crl -in list.pem -noout -text -crlnumber');
    expect(stdout).toContain('crlNumber=0x01');
    expect(stdout).toContain('Serial Number: 0F');
  });

  it.skipIf(!hasOpenssl30)('makes lists of a scope, and delta lists, as OpenSSL does', async () => {
    const scope =
      'fullname = URI:http://a.test/1.crl, URI:http://b.test/1.crl\nonlyuser = TRUE\nonlysomereasons = keyCompromise, CACompromise\n';
    const lists = 'authorityKeyIdentifier = keyid:always\nissuingDistributionPoint = critical, @scope\n';
    shell.write('scoped.cnf', `${CONFIG.split('[lists]')[0]}[lists]\n${lists}[scope]\n${scope}`);
    await shell.lines('vitrine ca -config scoped.cnf -gencrl -out ours.pem');
    shell.openssl('ca', '-config', 'scoped.cnf', '-gencrl', '-out', 'theirs.pem');
    const [ours, theirs] = ['ours', 'theirs'].map((name) => {
      const [list] = readCertificateListsPem(shell.read(`${name}.pem`));
      const { issuingDistributionPoint } = list;
      return { issuingDistributionPoint, critical: list.extensions.filter((one) => one.critical).length };
    });
    expect(ours).toEqual(theirs);
    // OpenSSL's configuration has no name for this one.
    shell.write('scoped.cnf', `${CONFIG.split('[lists]')[0]}[lists]\ndeltaCRL = critical, 1\n`);
    await shell.lines('vitrine ca -config scoped.cnf -gencrl -out delta.pem');
    expect(readCertificateListsPem(shell.read('delta.pem'))[0].baseNumber).toBe(1n);
    shell.write('scoped.cnf', `${CONFIG.split('[lists]')[0]}[lists]\nissuerAltName = DNS:a.test\n`);
    const refused = await shell.line('vitrine ca -config scoped.cnf -gencrl -out none.pem');
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('issuerAltName')]);
  });

  it('marks what has expired', async () => {
    await shell.lines('vitrine ca -config ca.cnf -in b.csr -out b.crt -days 1');
    const later = { now: new Date(Date.now() + 3 * 86_400_000) };
    await shell.line('vitrine ca -config ca.cnf -updatedb', later);
    expect(index().map(([status]) => status)).toEqual(['R', 'E']);
  });

  it('many at once: each has a number of its own', async () => {
    const names = ['p', 'q', 'r', 's'];
    const runs = names.map((name) => shell.line(`vitrine ca -config ca.cnf -in c.csr -notext -subj /O=Org/CN=${name}`));
    expect((await Promise.all(runs)).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const serials = index().map(([, , , serial]) => serial);
    expect(new Set(serials).size).toBe(serials.length);
    expect(serials).toHaveLength(6);
  });

  it('signs with the digest that the configuration or -md names', async () => {
    shell.write('md.cnf', CONFIG.replace('default_md = sha256', 'default_md = sha384'));
    await shell.lines(
      'vitrine ca -config md.cnf -in d.csr -subj /O=Org/CN=md1 -out md1.crt',
      'vitrine ca -config md.cnf -in d.csr -subj /O=Org/CN=md2 -md sha512 -out md2.crt',
      'vitrine ca -config md.cnf -gencrl -out md.crl',
    );
    expect(shell.read('md1.crt')).toContain('ecdsa-with-SHA384');
    expect(shell.read('md2.crt')).toContain('ecdsa-with-SHA512');
    expect((await shell.line('vitrine crl -in md.crl -noout -text')).stdout).toContain('ecdsa-with-SHA384');
    const none = await shell.line('vitrine ca -config md.cnf -in d.csr -subj /O=Org/CN=md3 -md md17');
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('-md takes')]);
    const section = await shell.line('vitrine ca -config md.cnf -in d.csr -policy none');
    expect([section.code, section.stderr]).toEqual([3, expect.stringContaining('md.cnf: no section [none]')]);
  });

  it('names the file that is no text', async () => {
    const before = shell.read('index.txt');
    shell.write('index.txt', Uint8Array.of(0xff, 0x0a));
    const { code, stderr } = await shell.line('vitrine ca -config ca.cnf -status 01');
    expect([code, stderr]).toEqual([3, expect.stringContaining('index.txt: ')]);
    shell.write('index.txt', before);
  });

  it.each([
    ['five fields', 'V\t261227184146Z\t01\tunknown\t/CN=a\n'],
    ['a status that is none', 'X\t261227184146Z\t\t01\tunknown\t/CN=a\n'],
    ['a number that is none', 'V\t261227184146Z\t\tzz\tunknown\t/CN=a\n'],
    ['no date', 'V\t260230184146Z\t\t01\tunknown\t/CN=a\n'],
    ['revoked without a date', 'R\t261227184146Z\t\t01\tunknown\t/CN=a\n'],
    ['one number twice', 'V\t261227184146Z\t\t01\tunknown\t/CN=a\nV\t261227184146Z\t\t01\tunknown\t/CN=b\n'],
  ])('a database with %s is refused, and stays', async (_, text) => {
    const before = shell.read('index.txt');
    shell.write('index.txt', text);
    const { code, stderr } = await shell.line('vitrine ca -config ca.cnf -in d.csr');
    expect([code, stderr]).toEqual([3, expect.stringContaining('ca-database')]);
    expect(shell.read('index.txt')).toBe(text);
    shell.write('index.txt', before);
  });
});

describe('verify', () => {
  it('asks lists where it is told to, as OpenSSL does', async () => {
    const line = (options: string, file: string) => shell.line(`vitrine verify -CAfile ca.crt ${options} ${file}`);
    expect((await line('', 'a.crt')).code).toBe(0);
    const revoked = await line('-crl_check -CRLfile list.pem', 'a.crt');
    expect([revoked.code, revoked.stdout]).toEqual([1, expect.stringContaining('fail  revoked: revoked on')]);
    expect((await line('-crl_check_all -CRLfile list.pem', 'b.crt')).code).toBe(0);
    expect((await line('-crl_check', 'b.crt')).stdout).toContain('fail  revocation-unknown');
    expect((await line('-CRLfile list.pem', 'b.crt')).code).toBe(2);
  });
});

describe.runIf(hasOpenssl)('ca and openssl ca', () => {
  it('take turns on one database', async () => {
    shell.openssl('ca', '-config', 'ca.cnf', '-batch', '-in', 'c.csr', '-out', 'c.crt');
    await shell.lines('vitrine ca -config ca.cnf -in d.csr -out d.crt');
    shell.openssl('ca', '-config', 'ca.cnf', '-revoke', 'd.crt', '-crl_reason', 'superseded');
    await shell.lines('vitrine ca -config ca.cnf -revoke c.crt -crl_compromise 20250102030405Z');
    shell.openssl('ca', '-config', 'ca.cnf', '-gencrl', '-out', 'theirs.pem');
    await shell.lines('vitrine ca -config ca.cnf -gencrl -out ours.pem');
    const revoked = (file: string): string =>
      shell
        .openssl('crl', '-in', file, '-noout', '-text')
        .replace(/^[\s\S]*?Revoked/, 'Revoked')
        .replace(/ {4}Signature[\s\S]*$/, '');
    expect(revoked('ours.pem')).toBe(revoked('theirs.pem'));
    expect(revoked('ours.pem')).toContain('Invalidity Date');
    const rows = index();
    expect(rows.slice(-2).map(([status, , , , , subject]) => [status, subject])).toEqual([
      ['R', '/C=DE/O=Org/CN=c'],
      ['R', '/C=DE/O=Org/CN=d'],
    ]);
    expect(shell.openssl('crl', '-in', 'ours.pem', '-noout', '-CAfile', 'ca.crt', '-verify')).toBe('');
  });

  it('write names alike', async () => {
    const subject = '/C=DE/O=Org/CN=é "x" \\/ 日本 ~';
    const made = await shell.run(['req', '-new', '-key', 'leaf.key', '-out', 'u.csr', '-subj', subject]);
    expect(made.code).toBe(0);
    await shell.lines('vitrine ca -config ca.cnf -in u.csr -out u.crt');
    const ours = index().at(-1)!;
    shell.openssl('ca', '-config', 'ca.cnf', '-revoke', 'u.crt');
    shell.openssl('ca', '-config', 'ca.cnf', '-batch', '-in', 'u.csr', '-out', 'u2.crt', '-notext');
    expect(index().at(-1)![5]).toBe(ours[5]);
  });
});

describe.runIf(hasOpenssl30)('crl', () => {
  it('prints what openssl crl prints', async () => {
    for (const options of [
      '-text -noout',
      '-noout -issuer -lastupdate -nextupdate -hash -crlnumber -fingerprint',
      '-noout -fingerprint -sha256 -hash',
      '',
      '-text -outform DER',
    ]) {
      const { bytes } = await shell.line(`vitrine crl -in list.pem ${options}`);
      const theirs = shell.openssl('crl', '-in', 'list.pem', ...options.split(' ').filter(Boolean));
      expect(bytes.toString(), options).toBe(theirs);
    }
  });

  it('verifies a signature, and says so as OpenSSL does', async () => {
    const good = await shell.line('vitrine crl -in list.pem -noout -CAfile ca.crt -verify');
    expect([good.code, good.stderr]).toEqual([0, 'verify OK\n']);
    await shell.lines('vitrine req -new -x509 -days 3 -key leaf.key -out other.crt -subj "/O=Org/CN=My CA"');
    const bad = await shell.line('vitrine crl -in list.pem -noout -CAfile other.crt');
    expect([bad.code, bad.stderr]).toEqual([1, 'verify failure\n']);
    const none = await shell.line('vitrine crl -in list.pem -noout -CAfile a.crt');
    expect([none.code, none.stderr]).toEqual([1, 'Error getting CRL issuer certificate\n']);
  });
});
