/** Files of certificates as other programs and people leave them: damaged members, other blocks, zeros around, containers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { hasOpenssl } from '../openssl.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

const EC = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';
/** A certificate, and what stands around it in each file. */
let ca: string;
let other: string;
beforeAll(async () => {
  await shell.lines(
    `req -x509 ${EC} -keyout ca.key -out ca.crt -subj /CN=ca`,
    `req -x509 ${EC} -keyout other.key -out other.crt -subj /CN=other`,
    `req ${EC} -keyout leaf.key -out leaf.csr -subj /CN=leaf`,
    'x509 -req -in leaf.csr -CA ca.crt -CAkey ca.key -set_serial 7 -out leaf.crt',
    'x509 -in ca.crt -outform DER -out ca.der',
  );
  [ca, other] = ['ca.crt', 'other.crt'].map(shell.read);
});

const block = (label: string, body: string): string => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
const DAMAGED: Readonly<Record<string, string>> = {
  'no base64': block('CERTIFICATE', 'MIIB$$$'),
  'no DER': block('CERTIFICATE', 'AAAA'),
  'another END': block('CERTIFICATE', 'AAAA').replace('END CERTIFICATE', 'END KEY'),
  headers: block('CERTIFICATE', 'Comment: mine\n\nMAA='),
};

describe('a bundle of trusted certificates', () => {
  const verify = (text: string) => {
    shell.write('bundle.pem', text);
    return shell.line('verify -CAfile bundle.pem leaf.crt');
  };

  it.each(Object.entries(DAMAGED))('passes over a member with %s, and names its line', async (_what, damaged) => {
    for (const text of [damaged + ca, other + damaged + ca, ca + damaged]) {
      const { code, stderr } = await verify(text);
      expect({ code, stderr }).toEqual({
        code: EXIT.ok,
        stderr: expect.stringMatching(/^bundle\.pem: line \d+: passed over/),
      });
      // The rule once, in its brackets.
      expect(stderr.split('\n')[0].match(/\(/g)).toHaveLength(1);
    }
    expect((await verify(damaged)).code).toBe(EXIT.input);
  });

  it('names the line of each member that is not DER', async () => {
    const body = Buffer.from(ca.replace(/-----.*-----/g, ''), 'base64').toString('hex');
    // TRUE as another byte.
    const der = Buffer.from(body.replace('0101ff', '010101'), 'hex');
    const member = block('CERTIFICATE', der.toString('base64'));
    const line = (text: string): number => text.split('\n').length;
    const text = ca + member + other + member;
    const [first, second] = [line(ca), line(ca + member + other)];
    const told = (place: string): RegExp =>
      new RegExp(`bundle\\.pem: ${place}: not DER, and read all the same: boolean`);
    const asRoots = (await verify(text)).stderr;
    const asOthers = (await shell.line('verify -lenient -CAfile ca.crt -untrusted bundle.pem leaf.crt')).stderr;
    const shown = (await shell.line('inspect -lenient bundle.pem')).stderr;
    for (const at of [first, second]) {
      for (const stderr of [asRoots, asOthers]) expect(stderr).toMatch(told(`line ${at}`));
      expect(shown).toMatch(told(`CERTIFICATE, line ${at}`));
    }
    expect((await verify(member)).stderr).toMatch(/bundle\.pem: not DER, and read/);
  });

  it('passes over a member without its END', async () => {
    const half = other.slice(0, 200);
    for (const text of [`${half}\n${ca}`, ca + half]) expect((await verify(text)).code).toBe(EXIT.ok);
  });
});

describe('a file of certificates', () => {
  const read = async (data: string | Uint8Array): Promise<string> => {
    shell.write('in.pem', data);
    const { stdout, stderr } = await shell.line('x509 -in in.pem -noout -subject');
    return stdout + stderr;
  };

  it.each(Object.entries(DAMAGED))(
    'is read up to its first certificate, whatever follows: %s',
    async (what, damaged) => {
      expect(await read(ca + damaged)).toMatch(/^subject=CN = ca\n/);
      expect(await read(damaged + ca)).toMatch(/^vitrine x509: in\.pem: /);
      if (what === 'no base64') expect(await read(ca + damaged)).toMatch(/in\.pem: passed over: [^\n]*not base64/);
    },
  );

  it('takes no later certificate for the first, where that is one with trust settings', async () => {
    const trusted = ca.replaceAll(' CERTIFICATE', ' TRUSTED CERTIFICATE');
    expect(await read(trusted + other)).toContain('(code trusted-label)');
    expect(await read(other + trusted)).toBe('subject=CN = other\n');
    shell.write('both.pem', other + trusted);
    expect((await shell.line('verify -CAfile ca.crt -untrusted both.pem leaf.crt')).stderr).toContain(
      '(code trusted-label)',
    );
  });

  it('may have zeros or DER behind it, and is DER where it begins so', async () => {
    const der = new Uint8Array((await shell.line('x509 -in ca.crt -outform DER')).bytes);
    expect(await read(`${ca}\0\0\0`)).toBe('subject=CN = ca\n');
    expect(await read(Buffer.concat([Buffer.from(other), der]))).toBe('subject=CN = other\n');
    expect(await read(Buffer.concat([der, Buffer.from(other)]))).toContain('(code trailing)');
    expect(await read('0 is where some texts begin\n'.concat(ca))).toBe('subject=CN = ca\n');
    expect(await read('zeros \0 and no PEM')).toContain('holds binary data');
  });

  it('may have spaces and tabs in its lines', async () => {
    expect(await read(ca.replace(/^M.{9}/m, '$&\t ').replace(/^/gm, ''))).toBe('subject=CN = ca\n');
  });

  it.each(['  $&', '> $&', '$& # mine'])('whose BEGIN is written %j is told so', async (as) => {
    expect(await read(ca.replace(/^-----BEGIN.*/m, as))).toContain('resembles the BEGIN of PEM');
  });

  it('that is a container is told what it is', async () => {
    await shell.lines('pkcs12 -export -nokeys -in ca.crt -passout pass:long-enough -out in.pem');
    expect((await shell.line('x509 -in in.pem')).stderr).toContain('is read by vitrine pkcs12');
    expect(await read(block('PKCS7', 'MAA='))).toContain('openssl pkcs7 -print_certs');
  });
});

describe('a file of another kind', () => {
  const said = async (line: string): Promise<string> => (await shell.line(line)).stderr;
  const derOf = (pem: string): Buffer => Buffer.from(pem.replace(/-----.*-----/g, ''), 'base64');
  beforeAll(async () => {
    const own = 'database=index\ncrlnumber=number\ncertificate=ca.crt\nprivate_key=ca.key\ndefault_crl_days=1\n';
    shell.write('ca.cnf', `[ca]\ndefault_ca=own\n[own]\ndefault_md=sha256\n${own}`);
    shell.write('index', '');
    shell.write('number', '01\n');
    await shell.lines('ca -gencrl -config ca.cnf -out list.pem');
  });
  /** ContentInfo with the OID of SignedData alone. */
  const P7B = Buffer.from('300b06092a864886f70d010702', 'hex');

  it.each([
    ['x509 -in odd', 'a.p7b', 'openssl pkcs7 -print_certs'],
    ['verify odd', 'a.p7b', 'openssl pkcs7 -print_certs'],
    ['rsa -in odd', 'a.p7b', 'openssl pkcs7 -print_certs'],
    ['req -in odd', 'ca.der', 'which vitrine x509 reads'],
    ['crl -in odd', 'ca.der', 'which vitrine x509 reads'],
    ['ocsp -respin odd', 'ca.der', 'which vitrine x509 reads'],
    ['pkcs12 -in odd', 'ca.der', 'vitrine pkcs12 -export'],
    ['x509 -in odd', 'list.der', 'which vitrine crl reads'],
    ['pkey -in odd', 'list.der', 'which vitrine crl reads'],
    ['pkcs12 -in odd', 'ca.key.der', 'this is a private key'],
    ['pkcs12 -in odd', 'empty', 'it is empty'],
    ['pkcs12 -in odd', 'store.jks', 'keytool -importkeystore'],
    ['x509 -in odd', 'store.jks', 'keytool -importkeystore'],
    ['inspect odd', 'store.jks', 'a Java key store (JKS)'],
    ['inspect odd', 'store.jceks', 'a Java key store (JCEKS)'],
    ['inspect odd', 'a.zip', 'a ZIP archive'],
    ['inspect odd', 'a.pdf', 'a PDF'],
    ['inspect odd', 'a.png', 'a picture (PNG)'],
    ['inspect odd', 'a.gz', 'compressed (gzip)'],
    ['inspect odd', 'ca.hex', 'hexadecimal; xxd -r -p'],
    ['verify odd', 'ca.hex', 'hexadecimal; xxd -r -p'],
    ['x509 -in odd', 'ca.b64', 'base64 -d decodes it'],
    ['rsa -in odd', 'openssh', 'ssh-keygen -p -m PKCS8'],
    ['rsa -in odd', 'key.ppk', 'puttygen FILE -O private-openssh'],
    ['rsa -pubin -in odd', 'rfc4716', 'ssh-keygen -i -f FILE'],
  ])('%s: %s is told', async (line, name, told) => {
    const der = derOf(ca);
    const files: Readonly<Record<string, string | Uint8Array>> = {
      'a.p7b': P7B,
      'ca.der': der,
      'list.der': derOf(shell.read('list.pem')),
      'ca.key.der': derOf(shell.read('ca.key')),
      empty: '',
      'store.jks': Buffer.from('feedfeed0000000200000000', 'hex'),
      'store.jceks': Buffer.from('cececece0000000200000000', 'hex'),
      'a.zip': Buffer.from('504b0304140000000800', 'hex'),
      'a.pdf': '%PDF-1.4\n',
      'a.png': Buffer.from('89504e470d0a1a0a0000000d', 'hex'),
      'a.gz': Buffer.from('1f8b080000000000', 'hex'),
      'ca.hex': `${der.toString('hex').replace(/.{60}/g, '$&\n')}\n`,
      'ca.b64': Buffer.from(ca).toString('base64'),
      openssh: block('OPENSSH PRIVATE KEY', 'AAAA'),
      'key.ppk': 'PuTTY-User-Key-File-3: ssh-rsa\n',
      rfc4716: '---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n',
    };
    shell.write('odd', files[name]);
    expect(await said(line)).toContain(told);
  });
});

describe('a request with a key of a kind that is not known', () => {
  it.skipIf(!hasOpenssl)('is shown, and its signature is not called wrong', async () => {
    shell.openssl('ecparam', '-name', 'secp256k1', '-genkey', '-noout', '-out', 'odd.key');
    shell.openssl('req', '-new', '-key', 'odd.key', '-subj', '/CN=odd', '-out', 'odd.csr');
    expect((await shell.line('req -in odd.csr -noout -subject')).stdout).toBe('subject=CN = odd\n');
    for (const line of [
      'req -in odd.csr -noout -verify',
      'x509 -req -in odd.csr -CA ca.crt -CAkey ca.key -set_serial 9',
    ]) {
      const { code, stderr } = await shell.line(line);
      expect([line, code, stderr]).toEqual([
        line,
        EXIT.input,
        expect.stringContaining('the curve secp256k1 is not supported'),
      ]);
    }
  });
});
