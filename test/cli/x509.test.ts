import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { linkSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { pemEncode } from '../../src/keys/index.ts';
import { readCertificatesPem, readRequestPem } from '../../src/x509/index.ts';
import { hasOpenssl, hasOpenssl30 } from '../openssl.ts';
import { everyNth } from '../property-runs.ts';
import { FIVE_LINES, Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);
beforeAll(async () => {
  await shell.fiveFiles();
  await shell.lines(`${FIVE_LINES[4].replace('apiserver.crt', 'san.crt')} -copy_extensions copy`);
}, 30_000);

const out = async (line: string): Promise<string> => (await shell.line(line)).stdout;
const certificateIn = (name: string) => readCertificatesPem(shell.read(name))[0];
const issue = 'x509 -req -CA ca.crt -CAkey ca.key -out new.crt';

describe.skipIf(!hasOpenssl30)('vectors: what OpenSSL 3.0 prints of the same file', () => {
  it.each(
    everyNth(2, [
      '-text',
      '-subject -issuer -serial',
      '-issuer -subject -nameopt RFC2253',
      '-dates',
      '-enddate -startdate',
      '-fingerprint',
      '-fingerprint -sha256',
      '-pubkey',
      '-modulus',
      '-ext subjectAltName,subjectKeyIdentifier',
      '-checkend 5',
    ]),
  )('x509 %s', async (options) => {
    for (const name of ['ca.crt', 'san.crt']) {
      const ours = await out(`x509 -noout -in ${name} ${options}`);
      expect(ours).toBe(shell.openssl('x509', '-noout', '-in', name, ...options.split(' ')));
    }
  });

  it('PEM after the text, DER, and back', async () => {
    expect(await out('x509 -in ca.crt -subject')).toBe(shell.openssl('x509', '-in', 'ca.crt', '-subject'));
    await shell.lines('x509 -in ca.crt -outform DER -out ca.der', 'x509 -inform DER -in ca.der -out again.crt');
    expect(shell.read('again.crt')).toBe(shell.read('ca.crt'));
  });

  it('reads standard input where no file is named', async () => {
    const { stdout } = await shell.line('x509 -noout -subject', { stdin: shell.read('ca.crt') });
    expect(stdout).toBe('subject=CN = kubernetes-ca\n');
    expect(await shell.line('x509 -noout -subject -in -', { stdin: shell.read('ca.crt') })).toMatchObject({ stdout });
  });
});

describe.skipIf(!hasOpenssl)('vectors: extensions as OpenSSL makes them of the same settings', () => {
  const subject = '/CN=x/emailAddress=jane@example.com';
  /** What OpenSSL says of the extensions of the certificate that either makes. */
  async function both(settings: string, ca = 'ca.crt'): Promise<[ours: string, theirs: string]> {
    shell.write('both.ext', settings);
    const args = ['x509', '-req', '-in', 'mail.csr', '-CA', ca, '-CAkey', 'ca.key', '-set_serial', '5'];
    const rest = ['-extfile', 'both.ext', '-out', 'new.crt'];
    const shown = () =>
      shell.openssl('x509', '-in', 'new.crt', '-noout', '-ext', 'subjectAltName,authorityKeyIdentifier');
    const { code, stderr } = await shell.run([...args, ...rest]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const ours = shown();
    shell.openssl(...args, ...rest);
    return [ours, shown()];
  }

  beforeAll(() =>
    shell.lines(
      `req -new -key apiserver.key -out mail.csr -subj ${subject}`,
      'req -new -x509 -key ca.key -out other-ca.crt -subj /CN=other -days 90 -set_serial 0x4142 -addext subjectKeyIdentifier=0a:0b:0c',
    ),
  );

  it.each([
    'subjectAltName = email:copy',
    'subjectAltName = DNS:a.example, email:copy, email:b@example.com',
    'subjectAltName = @names\n[names]\nemail.1 = copy\nDNS.1 = a.example',
  ])('%s', async (settings) => {
    const [ours, theirs] = await both(`authorityKeyIdentifier = keyid\n${settings}\n`);
    expect(ours).toBe(theirs);
    expect(ours).toContain('email:jane@example.com');
  });

  it.each(
    everyNth(3, [
      'keyid',
      'keyid:always',
      'keyid,issuer',
      'keyid, issuer',
      'issuer, keyid',
      'keyid:always,issuer',
      'issuer',
      'issuer:always',
      'keyid,issuer:always',
      'keyid:always, issuer:always',
    ]),
  )('authorityKeyIdentifier = %s', async (value) => {
    for (const ca of ['ca.crt', 'other-ca.crt']) {
      const [ours, theirs] = await both(`subjectAltName = DNS:a\nauthorityKeyIdentifier = ${value}\n`, ca);
      expect(ours).toBe(theirs);
    }
  });

  it('of a certificate that is its own issuer', async () => {
    shell.write('own.ext', 'subjectKeyIdentifier = 01:02:03\nauthorityKeyIdentifier = keyid,issuer:always\n');
    await shell.lines('x509 -req -in mail.csr -signkey apiserver.key -set_serial 0x77 -extfile own.ext -out new.crt');
    const ours = shell.openssl('x509', '-in', 'new.crt', '-noout', '-ext', 'authorityKeyIdentifier');
    expect(ours.replace(/\s+/g, ' ')).toMatch(/keyid:01:02:03 DirName:\/?CN ?= ?x.*serial:77/);
  });
});

describe('what is not quite DER', () => {
  /** A tag, the length, and the contents. */
  const tlv = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
    const content = Buffer.concat(contents);
    const { length } = content;
    return Buffer.concat([Buffer.from(length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 255]), content]);
  };
  /** A request for `subjectAltName = DNS:a`, signed, whose `critical` is encoded as is told. */
  function requestWith(critical: readonly number[]): string {
    const key = createPrivateKey(shell.read('apiserver.key'));
    const { info } = readRequestPem(shell.read('apiserver.csr'));
    const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
    const value = tlv(0x04, tlv(0x30, tlv(0x82, Buffer.from('a'))));
    const extension = tlv(0x30, Buffer.from('0603551d11', 'hex'), Buffer.from(critical), value);
    const attribute = tlv(0x30, Buffer.from('06092a864886f70d01090e', 'hex'), tlv(0x31, tlv(0x30, extension)));
    const signed = tlv(0x30, Buffer.from([2, 1, 0]), info.subject.bytes, spki, tlv(0xa0, attribute));
    const algorithm = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
    const signature = tlv(0x03, Buffer.from([0]), sign('sha256', signed, key));
    return pemEncode('CERTIFICATE REQUEST', tlv(0x30, signed, algorithm, signature));
  }

  it.each([
    ['FALSE, which is the default', [1, 1, 0], 'default-encoded', 'X.690 §11.5'],
    ['TRUE as another byte', [1, 1, 1], 'boolean-not-canonical', 'X.690 §11.1'],
  ])(
    'is refused with a hint, and read with -lenient, each deviation named: %s',
    async (_what, critical, code, rule) => {
      shell.write('ber.csr', requestWith(critical));
      const refused = await shell.line('req -in ber.csr -noout -verify');
      expect(refused.code).toBe(3);
      expect(refused.stderr).toMatch(new RegExp(`^vitrine req: ber.csr: .*; -lenient reads it \\(code ${code}\\)\n$`));
      const told = `ber.csr: not DER, and read all the same: ${code} at byte \\d+ \\(${rule}\\)`;
      const read = await shell.line('req -in ber.csr -noout -verify -lenient');
      expect([read.code, read.stderr]).toEqual([0, expect.stringMatching(new RegExp(`^vitrine req: ${told}\n`))]);
      const issued = await shell.line(`${issue} -in ber.csr -copy_extensions copy -set_serial 5 -lenient`);
      expect([issued.code, issued.stderr]).toEqual([0, expect.stringMatching(new RegExp(`^vitrine x509: ${told}\n`))]);
      expect(certificateIn('new.crt').subjectAltNames).toEqual([{ kind: 'dNSName', value: 'a' }]);
      // What was copied is DER again.
      expect((await shell.line('x509 -in new.crt -noout -subject')).stderr).toBe('');
      const shown = await shell.line('inspect -lenient ber.csr');
      expect([shown.code, shown.stderr]).toEqual([0, expect.stringMatching(new RegExp(`^vitrine inspect: ${told}\n`))]);
      expect((await shell.line('inspect ber.csr')).code).toBe(3);
    },
  );
});

describe('a key that is no point of its curve', () => {
  beforeAll(async () => {
    const make = '-key on.key -subj /CN=off -outform DER';
    await shell.lines(
      'vitrine genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out on.key',
      `vitrine req -x509 ${make} -out on.crt`,
      `vitrine req -new ${make} -out on.csr`,
    );
    for (const name of ['crt', 'csr']) {
      const der = readFileSync(shell.path(`on.${name}`));
      // The last byte of y, in BIT STRING { 04, x, y }.
      der[der.findIndex((_, i) => [0x03, 0x42, 0x00, 0x04].every((byte, j) => der[i + j] === byte)) + 67] ^= 1;
      shell.write(`off.${name}`, der);
    }
  });

  it.each([
    'x509 -in off.crt -subject -dates',
    'x509 -in off.crt -text',
    'req -in off.csr -subject',
    'req -in off.csr -text',
  ])('%s shows the rest', async (line) => {
    const { code, stdout, stderr } = await shell.line(`${line} -noout`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('CN = off');
  });

  it.each([
    'x509 -in off.crt -pubkey',
    'x509 -in off.crt -json',
    'req -in off.csr -modulus',
    'req -in off.csr -json',
    'req -in off.csr -verify',
  ])('%s names the file', async (line) => {
    const { code, stderr } = await shell.line(`${line} -noout`);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/off\.c\w\w: the point is not on P-256/);
  });
});

describe('a TRUSTED CERTIFICATE', () => {
  it('is shown as text, and read elsewhere with -lenient, as the hint says', async () => {
    const { der } = certificateIn('san.crt');
    shell.write('trusted.crt', pemEncode('TRUSTED CERTIFICATE', Buffer.concat([der, Buffer.from('3000', 'hex')])));
    const told = 'trusted.crt: a TRUSTED CERTIFICATE, read without its trust settings: trusted-label at byte 0';
    const text = await shell.line('x509 -in trusted.crt -noout -text');
    expect([text.code, text.stdout]).toEqual([0, (await shell.line('x509 -in san.crt -noout -text')).stdout]);
    expect(text.stderr).toContain(told);
    const refused = await shell.line('x509 -in trusted.crt -noout -subject');
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('; -lenient reads it')]);
    const elsewhere = await shell.line('s_server -port 0 -cert trusted.crt -key ca.key');
    expect([elsewhere.code, elsewhere.stderr]).toEqual([3, expect.stringContaining('vitrine x509 -lenient -in FILE')]);
    const read = await shell.line('verify -CAfile ca.crt -lenient trusted.crt');
    expect([read.code, read.stderr]).toEqual([0, expect.stringContaining(told)]);
  });
});

describe('properties', () => {
  it('answers questions by its exit code', async () => {
    expect(await shell.line('x509 -noout -in san.crt -checkend 99999999')).toMatchObject({ code: 1 });
    expect(await shell.line('x509 -noout -in san.crt -checkhost kubernetes')).toMatchObject({
      code: 0,
      stdout: 'Hostname kubernetes does match certificate\n',
    });
    expect(await shell.line('x509 -noout -in san.crt -checkhost example.org')).toMatchObject({ code: 1 });
    expect(await shell.line('x509 -noout -in san.crt -checkip 10.96.0.1')).toMatchObject({ code: 0 });
    expect(await shell.line('x509 -noout -in apiserver.crt -checkhost kube-apiserver')).toMatchObject({ code: 1 });
  });

  it('tells a certificate as JSON', async () => {
    expect(JSON.parse(await out('x509 -in san.crt -json'))).toMatchObject({
      version: 3,
      subject: 'CN=kube-apiserver',
      issuer: 'CN=kubernetes-ca',
      isCA: false,
      publicKey: { type: 'rsa', bits: 2048, publicExponent: '65537' },
      subjectAltNames: ['IP:10.96.0.1', 'IP:192.168.1.100', 'DNS:kubernetes', 'DNS:kubernetes.default'],
    });
  });

  it('writes the certificate too where -json and -out are given', async () => {
    const { stdout } = await shell.line(`${issue} -in apiserver.csr -set_serial 77 -json`);
    expect(JSON.parse(stdout).serialNumber).toBe('4D');
    expect(certificateIn('new.crt').serialNumber).toBe(77n);
  });

  it.skipIf(!hasOpenssl)('takes extensions from a file, over those of the request', async () => {
    shell.write(
      'v3.ext',
      [
        '[leaf]',
        'basicConstraints = critical, CA:FALSE',
        'subjectAltName = @names # here',
        'extendedKeyUsage=serverAuth, 1.2.3',
        '',
        '[names]',
        'DNS.1 = a.example',
        'IP.1 = fd00::1',
        '',
      ].join('\n'),
    );
    await shell.lines(`${issue} -in apiserver.csr -extfile v3.ext -extensions leaf -copy_extensions copy`);
    const text = shell.openssl('x509', '-in', 'new.crt', '-noout', '-text');
    expect(text).toContain('DNS:a.example, IP Address:FD00:0:0:0:0:0:0:1');
    expect(text).toContain('TLS Web Server Authentication, 1.2.3');
    expect(text).not.toContain('DNS:kubernetes');
  });

  it('copies the key identifiers that a request asks for only with copyall', async () => {
    await shell.lines('req -new -key apiserver.key -subj /CN=x -addext subjectKeyIdentifier=01:02 -out id.csr');
    await shell.lines(`${issue} -in id.csr -copy_extensions copy`);
    expect(certificateIn('new.crt').subjectKeyIdentifier).toHaveLength(20);
    await shell.lines(`${issue} -in id.csr -copy_extensions copyall`);
    expect(certificateIn('new.crt').subjectKeyIdentifier).toEqual(Uint8Array.of(1, 2));
  });

  it('warns of a CA that was made because a request asked for it', async () => {
    await shell.lines('req -new -key apiserver.key -subj /CN=x -addext basicConstraints=critical,CA:TRUE -out ca.csr');
    const { code, stderr } = await shell.line(`${issue} -in ca.csr -copy_extensions copy`);
    expect({ code, isCA: certificateIn('new.crt').isCA }).toEqual({ code: 0, isCA: true });
    expect(stderr).toContain('asked to be a CA');
  });

  it('warns of a certificate that outlives its CA', async () => {
    expect((await shell.line(`${issue} -in apiserver.csr -days 9999`)).stderr).toContain('outlives its CA');
  });

  it('takes serial numbers as they are said', async () => {
    await shell.lines(`${issue} -in apiserver.csr -set_serial 0x1F`);
    expect(certificateIn('new.crt').serialNumber).toBe(31n);
    shell.write('own.srl', '0A\n');
    await shell.lines(`${issue} -in apiserver.csr -CAserial own.srl`);
    expect(certificateIn('new.crt').serialNumber).toBe(11n);
    expect(shell.read('own.srl')).toBe('0B\n');
  });

  it('takes no serial number from a file of two names, under which it would be given twice', async () => {
    shell.write('one.srl', '0A\n');
    linkSync(shell.path('one.srl'), shell.path('two.srl'));
    for (const name of ['one.srl', 'two.srl']) {
      const { code, stderr } = await shell.line(`${issue} -in apiserver.csr -CAserial ${name}`);
      expect({ code, stderr }).toEqual({ code: EXIT.input, stderr: expect.stringContaining('(code hard-links)') });
    }
    expect([shell.read('one.srl'), shell.read('two.srl')]).toEqual(['0A\n', '0A\n']);
  });

  it.skipIf(!hasOpenssl)('self-signs a request with its own key, and with no other', async () => {
    await shell.lines('x509 -req -in apiserver.csr -signkey apiserver.key -out self.crt');
    expect(shell.openssl('verify', '-CAfile', 'self.crt', 'self.crt')).toBe('self.crt: OK\n');
    expect((await shell.line('x509 -req -in apiserver.csr -signkey ca.key')).stderr).toContain('(code key-mismatch)');
  });
});
