/** Names that no client finds, in the commands that issue. */
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

const ODD = ['10.0.0.1', '::1', '[::1]', 'a:443', 'https://a'];
const SAN = `subjectAltName=DNS:a.example,DNS:*.b.example,${ODD.map((name) => `DNS:${name}`).join(',')}`;

/** Each odd name is told, in a line of its own, and no other is. */
function expectTold(stderr: string): void {
  const told = stderr.split('\n').filter((line) => line.includes('clients compare'));
  expect(told).toHaveLength(ODD.length);
  for (const [i, name] of ODD.entries()) expect(told[i]).toContain(`: warning: DNS:${name} is`);
  expect(told[0]).toContain('is an address, and clients compare addresses with IP: names alone');
  expect(told[3]).toContain('without scheme and port');
}

beforeAll(async () => {
  await shell.lines(
    'req -x509 -newkey ed25519 -nodes -keyout ca.key -out ca.crt -subj /CN=ca',
    `req -newkey ed25519 -nodes -keyout a.key -out a.csr -subj /CN=a -addext "${SAN}"`,
  );
});

describe('DNS names that are none are written, as by OpenSSL, and told', () => {
  it.each(['req -new -key ca.key -subj /CN=a -addext', 'req -x509 -key ca.key -subj /CN=a -addext'])(
    '%s',
    async (line) => {
      const { code, stderr } = await shell.line(`${line} "${SAN}"`);
      expect(code).toBe(EXIT.ok);
      expectTold(stderr);
    },
  );

  it.each(['-CA ca.crt -CAkey ca.key -set_serial 1', '-signkey a.key'])('x509 -req %s', async (how) => {
    const { code, stderr } = await shell.line(`x509 -req -in a.csr ${how} -copy_extensions copy`);
    expect(code).toBe(EXIT.ok);
    expectTold(stderr);
  });

  it('ca', async () => {
    const own =
      'database=i\nserial=s\ncertificate=ca.crt\nprivate_key=ca.key\nnew_certs_dir=new\ndefault_days=1\npolicy=p\ncopy_extensions=copy';
    shell.write('ca.cnf', `[ca]\ndefault_ca=own\n[own]\n${own}\n[p]\ncommonName=supplied\n`);
    shell.write('i', '');
    shell.write('s', '01\n');
    mkdirSync(shell.path('new'));
    const { code, stderr } = await shell.line('ca -config ca.cnf -in a.csr -batch -notext');
    expect(code).toBe(EXIT.ok);
    expectTold(stderr);
  });
});

it.each([
  ['DNS:bücher.de', 'is an internationalized name: give its ASCII form, DNS:xn--bcher-kva.de'],
  ['email:a@bücher.de', 'is not ASCII: give its ASCII form, email:a@xn--bcher-kva.de'],
  ['URI:http://bücher.de/ä', 'is not ASCII: give its ASCII form, URI:http://xn--bcher-kva.de/%C3%A4'],
])('%s: the ASCII form is told', async (name, told) => {
  const line = `req -new -key ca.key -subj /CN=a -addext subjectAltName=${name}`;
  const { code, stderr } = await shell.line(line);
  expect({ code, stderr }).toEqual({ code: EXIT.usage, stderr: expect.stringContaining(told) });
});
