/** The verifiers that are commands: a process for each chain. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PURPOSE_OIDS } from '../../asn1/internal.ts';
import type { TestChain } from '../../testing/index.ts';
import { type Answer, answerOf, filesOf, secondsOf } from './asked-chain.ts';
import { type Ended, runCommand } from './processes.ts';
import { clockText, noClock, underClock } from './programs.ts';
import type { Asking, Missing, Verifier, VerifierName } from './verifier.ts';

/** Maximum concurrent processes. */
const AT_ONCE = 2;

interface Tool {
  readonly name: VerifierName;
  readonly versionCommand: readonly string[];
  command(chain: TestChain, asking: Asking): readonly string[];
  /** The answer about a chain, from the command's output. */
  answer(ended: Ended): Answer;
  /** Whether it has no option for the validation time, and so needs a faked clock. */
  readonly needsClock?: boolean;
}

const nameOf = ({ name }: TestChain): string => ('ip' in name ? name.ip : name.dns);

const OPENSSL: Tool = {
  name: 'openssl',
  versionCommand: ['openssl', 'version'],
  command: (chain, { profile }) => [
    'openssl',
    'verify',
    '-purpose',
    'sslserver',
    '-attime',
    `${secondsOf(chain.time)}`,
    ...(profile === 'rfc5280' ? [] : ['-x509_strict', '-auth_level', '2']),
    'ip' in chain.name ? '-verify_ip' : '-verify_hostname',
    nameOf(chain),
    ...['-no-CApath', '-no-CAstore', '-CAfile', 'roots.pem'],
    ...(chain.intermediates.length === 0 ? [] : ['-untrusted', 'intermediates.pem']),
    'leaf.pem',
  ],
  answer({ status, output }) {
    if (status === 0 && /^leaf\.pem: OK$/m.test(output)) return answerOf('taken', '');
    const [, first] = /^error \d+ at .*?: *(.*)$/m.exec(output) ?? [];
    return answerOf('refused', first ?? output.trim().split('\n')[0]);
  },
};

const GNUTLS: Tool = {
  name: 'gnutls',
  versionCommand: ['certtool', '--version'],
  command: (chain) => [
    'certtool',
    '--verify',
    '--load-ca-certificate',
    'roots.pem',
    '--verify-purpose',
    PURPOSE_OIDS.serverAuth,
    '--verify-hostname',
    nameOf(chain),
    ...['--infile', 'chain.pem'],
  ],
  answer({ status, output }) {
    if (status === 0 && /Verified\. The certificate is trusted\./.test(output)) return answerOf('taken', '');
    const [, why] = /Chain verification output: *(.*)$/m.exec(output) ?? [];
    return answerOf('refused', why ?? output.trim().split('\n').at(-1) ?? '');
  },
  needsClock: true,
};

async function ready(tool: Tool, asking: Asking): Promise<Verifier | Missing> {
  const { name, versionCommand, needsClock } = tool;
  const { folder, signal } = asking;
  const { status, output, failure } = await runCommand(versionCommand, { cwd: folder, signal });
  if (status !== 0) return { name, missing: failure ?? `${versionCommand.join(' ')} ends with ${status}` };
  const clock = needsClock ? await noClock(asking) : undefined;
  if (clock !== undefined) return { name, missing: clock };
  const command = (chain: TestChain): readonly string[] => {
    const plain = tool.command(chain, asking);
    return needsClock ? underClock(plain, chain.time) : plain;
  };
  let asked = 0;
  const askOne = async (chain: TestChain): Promise<Answer> => {
    const cwd = join(folder, `${asked++}`);
    await mkdir(cwd);
    try {
      const files = Object.entries(filesOf(chain)).filter(([file]) => file !== 'chain.tsv');
      for (const [file, text] of files) await writeFile(join(cwd, file), text);
      const ended = await runCommand(command(chain), { cwd, signal });
      return ended.status === undefined ? answerOf('none', ended.failure ?? 'killed') : tool.answer(ended);
    } finally {
      await rm(cwd, { recursive: true });
    }
  };
  return {
    name,
    version: output.trim().split('\n')[0],
    command: (chain) => clockText(tool.command(chain, asking).join(' '), needsClock ? chain.time : undefined),
    ask: (chains) => someAtOnce(chains, askOne),
    close: () => undefined,
  };
}

/** Results in the order of the values, with a limit on concurrent work. */
async function someAtOnce<T, R>(values: readonly T[], work: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < values.length) {
      const index = next++;
      results[index] = await work(values[index]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

export const readyOpenssl = (asking: Asking): Promise<Verifier | Missing> => ready(OPENSSL, asking);
export const readyGnutls = (asking: Asking): Promise<Verifier | Missing> => ready(GNUTLS, asking);
