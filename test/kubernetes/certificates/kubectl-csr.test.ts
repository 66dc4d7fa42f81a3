/** The real kubectl approves, denies and lists certificate requests, unchanged. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bytesToBase64, systemRandom, utf8ToBytes } from '../../../src/bytes/index.ts';
import { type ApiClient, CLIENT_SIGNER, CSR_PATH } from '../../../src/kubernetes/internal.ts';
import { clusterKeys } from '../../../src/kubernetes/pki/index.ts';
import { usualSchemeFor } from '../../../src/signatures/index.ts';
import { createRequest, makeName, readCertificatesPem, requestPem } from '../../../src/x509/index.ts';
import { LiveCluster } from '../../fixtures/live-cluster.ts';
import { describeKubectl } from '../../interop/kubectl.ts';

const home = mkdtempSync(join(tmpdir(), 'vitrine-kubectl-csr-'));
const env = { PATH: process.env['PATH'], HOME: home, KUBECACHEDIR: join(home, 'cache') };

describeKubectl(() => {
  let cluster: LiveCluster;
  let admin: ApiClient;
  beforeAll(async () => {
    cluster = await LiveCluster.open();
    admin = await cluster.client('super-admin');
    await cluster.runControllers();
  }, 30_000);
  afterAll(async () => {
    await cluster.close();
    rmSync(home, { recursive: true });
  });

  const kubectl = (line: string): Promise<{ stdout: string; stderr: string }> =>
    promisify(execFile)('kubectl', [`--kubeconfig=${cluster.lab.cluster}/super-admin.conf`, ...line.split(' ')], {
      env,
    });

  async function ask(name: string): Promise<void> {
    const key = await clusterKeys({ random: systemRandom, keyType: 'ecdsa-p256' })('any');
    const request = createRequest({
      ...{ subject: makeName(['CN', 'jane']), key, scheme: usualSchemeFor(key), random: systemRandom, extensions: [] },
    });
    await admin.create(CSR_PATH, {
      ...{ apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name } },
      spec: {
        request: bytesToBase64(utf8ToBytes(requestPem(request))),
        ...{ signerName: CLIENT_SIGNER, usages: ['client auth'], expirationSeconds: 86400 },
      },
    });
  }

  it('approve, deny, get', async () => {
    await ask('one');
    await ask('two');
    expect((await kubectl('certificate approve one')).stdout).toMatch(
      /^certificatesigningrequest\.certificates\.k8s\.io\/one approved\n$/,
    );
    expect((await kubectl('certificate deny two')).stdout).toMatch(/\/two denied\n$/);
    const pem = await cluster.until(async () => {
      const { stdout } = await kubectl('get csr one -o jsonpath={.status.certificate}');
      return stdout === '' ? undefined : Buffer.from(stdout, 'base64').toString();
    });
    expect(readCertificatesPem(pem)[0].isCA).toBe(false);
    const rows = (await kubectl('get csr')).stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows[0]).toEqual(['NAME', 'AGE', 'SIGNERNAME', 'REQUESTOR', 'REQUESTEDDURATION', 'CONDITION']);
    expect(
      rows.slice(1).map(([name, , signer, requestor, duration, state]) => [name, signer, requestor, duration, state]),
    ).toEqual([
      ['one', CLIENT_SIGNER, 'kubernetes-super-admin', '24h', 'Approved,Issued'],
      ['two', CLIENT_SIGNER, 'kubernetes-super-admin', '24h', 'Denied'],
    ]);
    const { status } = await admin.get(`${CSR_PATH}/one`);
    expect(status).toMatchObject({
      conditions: [
        {
          type: 'Approved',
          reason: 'KubectlApprove',
          message: 'This CSR was approved by kubectl certificate approve.',
        },
      ],
    });
  }, 60_000);
});
