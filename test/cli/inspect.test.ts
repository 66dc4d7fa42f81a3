import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pemDecode } from '../../src/keys/index.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
beforeAll(
  () => shell.lines('vitrine pki init -dir k -node-name n1 -apiserver-advertise-address 10.1.2.3 -key-type ecdsa-p256'),
  60_000,
);
afterAll(shell.remove);

interface SpanJson {
  readonly name: string;
  readonly type: string;
  readonly rule: string;
  readonly start: number;
  readonly end: number;
  readonly secret?: boolean;
  readonly children?: readonly SpanJson[];
}
interface PartJson {
  readonly kind: string;
  readonly length?: number;
  readonly span?: SpanJson;
  readonly parts?: readonly PartJson[];
}

function expectTiled(span: SpanJson, start: number, end: number): void {
  expect([span.start, span.end]).toEqual([start, end]);
  expect([span.name, span.type, span.rule]).not.toContain('');
  let at = start;
  for (const child of span.children ?? []) {
    expectTiled(child, at, child.end);
    at = child.end;
  }
  if (span.children !== undefined && span.children.length > 0) expect(at).toBe(end);
}

const bytesIn = (parts: readonly PartJson[]): PartJson[] =>
  parts.flatMap((part) => (part.kind === 'bytes' ? [part] : bytesIn(part.parts ?? [])));

describe('vectors: every file of a cluster', () => {
  it('has a name for every byte, and keeps its secrets', async () => {
    const files = readdirSync(shell.path('k'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.\w+$/.test(file),
    );
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const { code, stdout, stderr } = await shell.run(['inspect', join('k', file), '--json']);
      expect([file, code]).toEqual([file, 0]);
      const bytes = bytesIn(JSON.parse(stdout).parts);
      expect(bytes.length).toBe(file.endsWith('.conf') ? 3 : 1);
      for (const { span, length } of bytes) expectTiled(span!, 0, length!);
      const holdsKey = /\.(key|conf)$/.test(file);
      expect(stdout.includes('"secret": true')).toBe(holdsKey);
      expect(stderr.includes('secret values are hidden')).toBe(holdsKey);
    }
  }, 60_000);

  it('DER from standard input is recognised; a secret is shown when asked for', async () => {
    const [{ bytes: stdin }] = pemDecode(shell.read('k/pki/sa.key'));
    const hidden = await shell.run(['inspect', '-'], { stdin });
    expect(hidden).toMatchObject({ code: 0, stdout: expect.stringContaining('(hidden)') });
    const shown = await shell.run(['inspect', '-', '--show-secrets'], { stdin });
    expect(shown).toMatchObject({ code: 0, stderr: '', stdout: expect.not.stringContaining('(hidden)') });
  });
});

describe('vectors: vitrine verify -explain', () => {
  const verify = (...rest: string[]) => shell.run(['verify', '-explain', ...rest]);

  it('shows the path, each check with its rule, and why it failed', async () => {
    const good = await verify('-CAfile', 'k/pki/ca.crt', '-verify_hostname', 'kubernetes', 'k/pki/apiserver.crt');
    expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining('Path 1, verified') });
    const bad = await verify('-CAfile', 'k/pki/etcd/ca.crt', '-json', 'k/pki/apiserver.crt', 'k/pki/etcd/server.crt');
    expect(bad.code).toBe(1);
    const { title, parts } = JSON.parse(bad.stdout);
    expect(title).toBe('2 certificates');
    expect(parts.map((part: { title: string }) => part.title)).toEqual([
      'k/pki/apiserver.crt',
      'k/pki/etcd/server.crt',
    ]);
    expect(bad.stdout).toContain('Refused because');
  });

  it('writes HTML', async () => {
    const { code, stdout } = await verify('-CAfile', 'k/pki/ca.crt', '-html', 'v.html', 'k/pki/apiserver.crt');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(shell.read('v.html')).toContain('Path 1, verified');
  });
});

it('prints a long JSON without indentation, which would be most of it', async () => {
  const content = new Uint8Array(6000).map((_, i) => (i % 2 === 0 ? 5 : 0));
  shell.write('many.der', new Uint8Array([0x30, 0x82, content.length >> 8, content.length & 0xff, ...content]));
  const { stdout } = await shell.line('inspect -json many.der');
  expect(stdout.trimEnd()).not.toContain('\n');
  expect(JSON.parse(stdout)).toMatchObject({ title: 'many.der' });
});

describe('misuse', () => {
  it('shows what is malformed up to the fault, and says so', async () => {
    shell.write('broken.der', new Uint8Array([0x30, 0x06, 0x02, 0x01, 0x01, 0x01, 0x01, 0x01]));
    const { code, stdout, stderr } = await shell.line('vitrine inspect broken.der');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('ASN.1 of an unknown structure');
    const listed = await shell.line('vitrine inspect broken.der --diagnose');
    expect(listed.stdout).toContain('boolean-not-canonical');
    shell.write('cut.der', new Uint8Array([0x30, 0x06, 0x02]));
    expect(await shell.line('vitrine inspect cut.der')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('code truncated'),
    });
  });

  it('says what a file is that it cannot show', async () => {
    shell.write('id.pub', new TextEncoder().encode('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== jane@example'));
    const { code, stdout, stderr } = await shell.line('vitrine inspect id.pub');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(
      /id\.pub: the input is text that contains no PEM; it is a key in SSH format; ssh-keygen.*ssh-key/,
    );
  });

  it('shows a capture, and says what to do with one in the format pcapng', async () => {
    const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
    shell.write('empty.pcap', bytes('d4c3b2a10200040000000000000000000000040001000000'));
    const shown = await shell.line('vitrine inspect empty.pcap');
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringMatching(/A capture[\s\S]*packets +0/) });
    shell.write('new.pcapng', bytes('0a0d0d0a6c0000004d3c2b1a'));
    const refused = await shell.line('vitrine inspect new.pcapng');
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('editcap -F pcap FILE NEW') });
  });

  it('needs one file', async () => {
    expect(await shell.line('vitrine inspect')).toMatchObject({ code: 2 });
    expect(await shell.line('vitrine inspect nothing.pem')).toMatchObject({ code: 3 });
  });
});
