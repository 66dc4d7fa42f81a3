/** Runs rows of the table of kubectl's command lines on a cluster, in their order. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepNamespacesClean, type Store } from '../../../src/kubernetes/index.ts';
import { Lab } from '../../fixtures/cluster-servers.ts';
import { isInstalled } from '../../interop/peers.ts';
import { sayWhySkipped } from '../../skipping.ts';
import type { Row } from './row.ts';

/** KUBECTL, or 1.32 where Google's SDK has it: its `kubectl` is a dispatcher, which costs a call more. */
const PROGRAM = [process.env['KUBECTL'] ?? '', '/usr/lib/google-cloud-sdk/bin/kubectl.1.32', 'kubectl'].find(
  (name) => name !== '' && (existsSync(name) || isInstalled(name)),
);
if (PROGRAM === undefined) sayWhySkipped('kubectl is not installed');

/** @param open - the store that the cluster is in; default: in memory. */
export function kubectlSuite(rows: readonly Row[], open?: () => Promise<Store>): void {
  describe.skipIf(PROGRAM === undefined)('kubectl', () => runRows(rows, open));
}

function runRows(rows: readonly Row[], open?: () => Promise<Store>): void {
  const home = mkdtempSync(join(tmpdir(), 'vitrine-kubectl-'));
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    KUBECACHEDIR: join(home, 'cache'),
    KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'true',
  };
  let lab: Lab;
  let store: Store | undefined;
  let stop = (): void => {};
  const failures: unknown[] = [];
  beforeAll(async () => {
    store = await open?.();
    lab = await Lab.open('kubelet', store);
    stop = keepNamespacesClean(lab.registry, (error) => failures.push(error));
  });
  afterAll(async () => {
    stop();
    await lab.close();
    await store?.close();
    rmSync(home, { recursive: true });
    expect(failures).toEqual([]);
  });

  function kubectl({ run, input = '', as }: Row): Promise<{ code: number | null; out: string; err: string }> {
    const args = [`--kubeconfig=${lab.kubeconfig(as ?? 'admin')}`, ...run.split(' ')];
    return new Promise((resolve, reject) => {
      const child = spawn(PROGRAM!, args, { env, stdio: 'pipe' });
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk) => (out += chunk));
      child.stderr.on('data', (chunk) => (err += chunk));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, err }));
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    });
  }

  it.each(rows.map((row) => [row.run, row] as const))('%s', async (_, row) => {
    const { code, out, err } = await kubectl(row);
    expect({ code, err: row.err === undefined ? err : '' }).toEqual({
      code: row.code ?? 0,
      err: row.err === undefined ? '' : '',
    });
    for (const [text, wanted] of [
      [out, row.out],
      [err, row.err],
    ] as const) {
      if (typeof wanted === 'string') expect(text).toBe(wanted);
      else if (wanted !== undefined) expect(text).toMatch(wanted);
    }
  });
}
