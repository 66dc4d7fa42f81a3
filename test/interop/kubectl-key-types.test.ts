/** A real kubectl in clusters whose keys are all of one kind: the CA, the API server and the client. RSA-2048 is the default, and has its own
 * tests in kubernetes.test.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Serving, serve } from '../cli/serving.ts';
import { Shell } from '../cli/shell.ts';
import { HOST } from '../node/loopback.ts';
import { isLongRun } from '../property-runs.ts';
import { describeKubectl, runProgram } from './kubectl.ts';

/** Thirteen RSA keys of 3072 or 4096 bits take a minute: they are left to long runs (docs/testing.md). */
const KINDS = ['ecdsa-p256', 'ecdsa-p384', 'ed25519', ...(isLongRun ? ['rsa-3072', 'rsa-4096'] : [])];

describeKubectl(() => {
  describe.each(KINDS)('with keys of kind %s', (kind) => {
    const shell = new Shell();
    let serving: Serving;
    beforeAll(async () => {
      await shell.lines(`vitrine pki init --dir cluster --key-type ${kind} --apiserver-advertise-address ${HOST}`);
      serving = await serve(shell, 'vitrine apiserver --dir cluster --secure-port 0');
    }, 600_000);
    afterAll(async () => {
      shell.remove();
      expect(await serving.stop()).toMatchObject({ code: 0, stdout: '' });
    });

    it('the administrator is known, and reads pods', async () => {
      const to = `--kubeconfig=${shell.path('cluster/admin.conf')} --server=https://${HOST}:${serving.port}`;
      const pods = await runProgram('kubectl', `${to} get pods -o name`);
      expect({ code: pods.code, stderr: pods.stderr }).toEqual({ code: 0, stderr: '' });
      expect(pods.stdout).toContain('pod/web-');
      const who = await runProgram('kubectl', `${to} auth whoami -o json`);
      expect(JSON.parse(who.stdout).status.userInfo.username).toBe('kubernetes-admin');
    });
  });
});
