/** Other people's verifiers, on chains of ours: each batch is one process. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duplexPair } from 'node:stream';
import { connect, createSecureContext, TLSSocket } from 'node:tls';
import { writePrivateKeyPem } from '../../src/keys/index.ts';
import { chainPem, type TestChain } from '../../src/testing/index.ts';

/** What a verifier says of chains by their names: `ok`, or why not. */
export type Verdicts = ReadonlyMap<string, string>;

function writeChains(folder: string, chains: ReadonlyMap<string, TestChain>): void {
  for (const [name, chain] of chains) {
    mkdirSync(join(folder, name));
    for (const [file, pem] of Object.entries(chainPem(chain))) writeFileSync(join(folder, name, `${file}.pem`), pem);
    const asked = 'ip' in chain.name ? `-verify_ip ${chain.name.ip}` : `-verify_hostname ${chain.name.dns}`;
    const untrusted = chain.intermediates.length > 0 ? '-untrusted intermediates.pem' : '';
    const time = Math.floor(chain.time.getTime() / 1000);
    writeFileSync(join(folder, name, 'arguments'), `-attime ${time} -purpose sslserver ${asked} ${untrusted}`);
  }
}

/** `openssl verify` with more arguments: the first error of each chain, as OpenSSL words it. */
export function opensslVerdicts(chains: ReadonlyMap<string, TestChain>, more: string): Verdicts {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-chains-'));
  try {
    writeChains(folder, chains);
    const script = `for d in *; do (cd $d; echo "== $d"; openssl verify $(cat arguments) ${more} -CAfile roots.pem leaf.pem 2>&1); done`;
    const { stdout } = spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
    const sections = stdout.split(/^== /m).slice(1);
    return new Map(sections.map((text) => [text.slice(0, text.indexOf('\n')), verdictOf(text)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const verdictOf = (text: string): string =>
  /^leaf\.pem: OK$/m.test(text)
    ? 'ok'
    : (/^error \d+ at .*?: *(.*)$/m.exec(text)?.[1] ?? text.trim().split('\n').at(-1)!);

/** node:tls: a client in memory that trusts the chain's roots calls a server that shows the chain. The time is now.
 * @returns the client's verdict; where not even the server can be made, why. */
export async function nodeTlsVerdict(chain: TestChain): Promise<string> {
  const { leaf, intermediates, roots } = chainPem(chain);
  const [near, far] = duplexPair();
  let server: TLSSocket | undefined;
  try {
    const secureContext = createSecureContext({
      cert: leaf + intermediates,
      key: writePrivateKeyPem(chain.leafKey, 'pkcs8'),
    });
    server = new TLSSocket(far, { isServer: true, secureContext });
    server.on('error', () => {});
    const host = 'ip' in chain.name ? { host: chain.name.ip } : { host: chain.name.dns, servername: chain.name.dns };
    return await new Promise<string>((resolve) => {
      const client = connect({ socket: near, ca: roots, ...host }, () => resolve('ok'));
      client.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  } finally {
    near.destroy();
    far.destroy();
  }
}
