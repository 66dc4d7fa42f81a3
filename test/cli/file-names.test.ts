/** Names of files that come from a configuration, a kubeconfig or the environment: other bytes than UTF-8 would name another file. */
import { mkdirSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

/** Node's own reading of a variable that is not UTF-8. */
const UNREADABLE = 'a\ufffd.pem';
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const REQUEST = (rest: string) => `[req]\nprompt=no\ndistinguished_name=dn\n${rest}[dn]\nCN=Jos\xe9\n`;

it('a configuration in Latin-1 gives names of people, and none of files', async () => {
  shell.write('r.cnf', latin1(REQUEST('default_keyfile=key\xe9.pem\n')));
  const line = 'req -new -newkey ed25519 -nodes -config r.cnf';
  const refused = await shell.line(`${line} -out q.csr`);
  expect(refused.code).toBe(EXIT.input);
  expect(refused.stderr).toMatch(
    /^vitrine req: r\.cnf: default_keyfile in \[req\] is not UTF-8 .*\(code not-utf8\)\n$/,
  );
  expect(shell.files()).toEqual(['r.cnf']);
  const { stdout } = await shell.line(`${line} -keyout key.pem -text`);
  expect(stdout).toContain('Jos');
  // The same in UTF-8 names the file.
  shell.write('r.cnf', REQUEST('default_keyfile=key\xe9.pem\n'));
  expect((await shell.line(`${line} -out q.csr`)).code).toBe(EXIT.ok);
  expect(shell.exists('key\xe9.pem')).toBe(true);
});

it('a password in it is refused too: as UTF-8 it would be another', async () => {
  shell.write('p.cnf', latin1(REQUEST('default_keyfile=p.pem\noutput_password=caf\xe9\n')));
  const { code, stderr } = await shell.line('req -new -newkey ed25519 -config p.cnf -out p.csr');
  expect({ code, stderr }).toEqual({
    code: EXIT.input,
    stderr: expect.stringContaining('output_password in [req] is'),
  });
  const env = { P: 'caf\ufffd' };
  const variable = await shell.line('genpkey -algorithm ed25519 -aes256 -pass env:P -out e.pem', { env });
  expect(variable.stderr).toContain('the variable P is not UTF-8');
});

it('a CA: each of its files', async () => {
  const own = 'policy=p\ndatabase=index\xe9.txt\nserial=s\ncertificate=c\nprivate_key=k\nnew_certs_dir=.\n[p]\n';
  shell.write('ca.cnf', latin1(`[ca]\ndefault_ca=own\n[own]\n${own}`));
  const { code, stderr } = await shell.line('ca -config ca.cnf -updatedb');
  expect({ code, stderr }).toEqual({
    code: EXIT.input,
    stderr: expect.stringContaining('ca.cnf: database in [own] is not UTF-8'),
  });
});

it.each(['SSL_CERT_FILE', 'SSL_CERT_DIR', 'KUBECONFIG', 'HOME'])('the variable %s', async (name) => {
  await shell.lines('req -x509 -newkey ed25519 -nodes -keyout v.key -out v.crt -subj /CN=v');
  const line = name.startsWith('SSL') ? 'verify v.crt' : 'token list';
  const { code, stderr } = await shell.line(line, { env: { [name]: UNREADABLE } });
  expect({ code, stderr }).toEqual({
    code: EXIT.input,
    stderr: expect.stringContaining(`the variable ${name}, "${UNREADABLE}", is not UTF-8 (or holds U+FFFD)`),
  });
});

it('a kubeconfig: the files that it names', async () => {
  mkdirSync(shell.path('kube'));
  const server = 'https://127.0.0.1:1';
  const config = (authority: string) =>
    `{"kind":"Config","current-context":"c","contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],"clusters":[{"name":"c","cluster":{"server":"${server}","certificate-authority":"${authority}"}}],"users":[{"name":"u","user":{"tokenFile":"t"}}]}`;
  shell.write('kube/config', latin1(config('ca\xe9.crt')));
  const told = await shell.line('token list -kubeconfig kube/config');
  expect(told.stderr).toContain('clusters.cluster.certificate-authority: names a file in other bytes than UTF-8');
  // One that begins as JSON, and is none.
  shell.write('kube/config', '{{{');
  expect((await shell.line('token list -kubeconfig kube/config')).stderr).toContain('begins as JSON and is not JSON');
});
