/** The whole of a cluster with keys of our own, read by OpenSSL, Go and Node. */

import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/hash/index.ts';
import { encodePublicKey, publicKeyOf } from '../../../src/keys/index.ts';
import { initFolder } from '../../../src/kubernetes/index.ts';
import {
  CLUSTER_PLAN,
  clusterFiles,
  clusterKeys,
  clusterNames,
  type FolderFiles,
  type IssuedCluster,
  issueCluster,
  type KeyProgress,
  LIFETIMES,
  type PlannedCertificate,
  readKubeconfig,
  SERVICE_ACCOUNT_KEY,
} from '../../../src/kubernetes/pki/index.ts';
import { type Certificate, formatGeneralName, verifyRequest } from '../../../src/x509/index.ts';
import { DAY, INPUT, Lab, rejection, settings, TIME } from '../../fixtures/cluster-folder.ts';
import { sayWhySkipped } from '../../skipping.ts';

let lab: Lab;
let issued: IssuedCluster;
const progress: KeyProgress[] = [];
/** Every certificate as a file, those of kubeconfigs taken out of them. */
const files = new Map<string, string>();

beforeAll(async () => {
  lab = await Lab.open();
  const newKey = clusterKeys({
    random: seededRandom('keys'),
    keyType: 'rsa-2048',
    onProgress: (event) => progress.push(event),
  });
  ({ issued } = await initFolder(lab.cluster, INPUT, { ...settings(), newKey }));
  for (const { name, place } of CLUSTER_PLAN) {
    if (place.kind === 'pair') files.set(name, join(lab.cluster, `${place.path}.crt`));
    else {
      const { clientCertificate } = await readKubeconfig(readFileSync(join(lab.cluster, place.path), 'utf8'), name);
      files.set(name, join(lab.root, `${name}.crt`));
      writeFileSync(files.get(name)!, clientCertificate);
    }
  }
});
afterAll(() => lab.close());

const certificateOf = (name: string): Certificate => issued.credentials.get(name)!.certificate;
const leaves = CLUSTER_PLAN.filter(({ parent }) => parent !== undefined);
/** OpenSSL's and Go's clocks are the machine's, the cluster's is fixed. */
const AT = String(TIME.getTime() / 1000);
const [OPENSSL, GO] = ['openssl', 'go'].map((tool) => {
  const isInstalled = spawnSync(tool, ['version']).status === 0;
  if (!isInstalled) sayWhySkipped(`${tool} is not installed`);
  return isInstalled;
});

function opensslVerify({ name, parent }: PlannedCertificate, purpose: string): boolean {
  const ca = files.get(parent ?? name)!;
  const args = ['verify', '-x509_strict', '-attime', AT, '-purpose', purpose, '-CAfile', ca, files.get(name)!];
  return spawnSync('openssl', args).status === 0;
}

describe('vectors', () => {
  it('verifies with OpenSSL, strictly, for its purposes and no others', { skip: !OPENSSL }, () => {
    for (const planned of CLUSTER_PLAN.filter(({ parent }) => parent === undefined)) {
      expect(opensslVerify(planned, 'any'), planned.name).toBe(true);
    }
    for (const planned of leaves) {
      expect(opensslVerify(planned, 'sslserver'), planned.name).toBe(planned.purposes.includes('serverAuth'));
      expect(opensslVerify(planned, 'sslclient'), planned.name).toBe(planned.purposes.includes('clientAuth'));
    }
  });

  it('has keys that OpenSSL finds sound', { skip: !OPENSSL }, () => {
    const keys = CLUSTER_PLAN.flatMap(({ place }) => (place.kind === 'pair' ? [`${place.path}.key`] : []));
    for (const path of [...keys, SERVICE_ACCOUNT_KEY.privateKey]) {
      execFileSync('openssl', ['rsa', '-check', '-noout', '-in', join(lab.cluster, path)], { stdio: 'pipe' });
    }
  });

  it("is read and verified by Go's crypto/x509", { skip: !GO }, () => {
    const program = join(lab.root, 'verify.go');
    writeFileSync(program, GO_PROGRAM);
    const rows = CLUSTER_PLAN.map(({ name, parent, purposes }) =>
      [files.get(name), files.get(parent ?? name), purposes.join('+') || 'any'].join('\t'),
    );
    const output = execFileSync('go', ['run', program], { input: `${AT}\n${rows.join('\n')}\n`, encoding: 'utf8' });
    expect(output).toBe(`${CLUSTER_PLAN.length} certificates\n`);
  });

  it("is read by Node's parser, keys and names too", () => {
    for (const planned of CLUSTER_PLAN) {
      const { place, parent } = planned;
      const theirs = new X509Certificate(readFileSync(files.get(planned.name)!));
      const issuer = new X509Certificate(readFileSync(files.get(parent ?? planned.name)!));
      expect(theirs.checkIssued(issuer) && theirs.verify(issuer.publicKey), planned.name).toBe(true);
      expect(theirs.ca).toBe(parent === undefined);
      const ours = certificateOf(planned.name).subjectAltNames.map(formatGeneralName).join(', ') || undefined;
      expect(theirs.subjectAltName?.replaceAll('IP Address:', 'IP:').replace('0:0:0:0:0:0:0:1', '::1')).toBe(ours);
      if (place.kind !== 'pair') continue;
      expect(theirs.checkPrivateKey(createPrivateKey(readFileSync(join(lab.cluster, `${place.path}.key`))))).toBe(true);
    }
    const { privateKey, publicKey } = SERVICE_ACCOUNT_KEY;
    const [own, published] = [privateKey, publicKey].map((path) => readFileSync(join(lab.cluster, path)));
    expect(createPublicKey(own).equals(createPublicKey(published))).toBe(true);
  });

  it('lives as long as kubeadm lets it', () => {
    for (const { name, parent } of CLUSTER_PLAN) {
      const { notBefore, notAfter } = certificateOf(name);
      expect(notBefore).toEqual(new Date(TIME.getTime() - 5 * 60_000));
      expect(notAfter).toEqual(new Date(TIME.getTime() + (parent === undefined ? 3650 : 365) * DAY));
    }
  });
});

describe('properties', () => {
  const plan = CLUSTER_PLAN.filter(({ name }) => ['ca', 'apiserver'].includes(name));
  async function filesOf(seed: string): Promise<FolderFiles> {
    const random = seededRandom(seed);
    const cluster = clusterNames(INPUT);
    const newKey = clusterKeys({ random, keyType: 'ecdsa-p256' });
    return clusterFiles(plan, cluster, await issueCluster(plan, cluster, { time: TIME, random, newKey, ...LIFETIMES }));
  }

  it('gives the same bytes for the same seed', async () => {
    const [once, again, other] = [await filesOf('one'), await filesOf('one'), await filesOf('other')];
    expect([...once.keys()]).toEqual([
      'pki/ca.key',
      'pki/ca.crt',
      'pki/apiserver.key',
      'pki/apiserver.crt',
      'pki/sa.key',
      'pki/sa.pub',
    ]);
    expect([...again]).toEqual([...once]);
    for (const [path, { content }] of other) expect(content).not.toBe(once.get(path)!.content);
  });

  it('makes every leaf from a request that its own key has signed', () => {
    for (const { name } of leaves) {
      const { request, certificate } = issued.credentials.get(name)!;
      expect(verifyRequest(request!)).toBe(true);
      expect(request!.publicKey).toEqual(certificate.publicKey);
      expect(request!.subject.bytes).toEqual(certificate.subject.bytes);
    }
  });

  it('uses no key, serial number or file twice, and keeps keys from others', () => {
    const credentials = [...issued.credentials.values()];
    const used = [...credentials.map(({ key }) => key), issued.serviceAccountKey];
    const moduli = used.map((key) => encodePublicKey(publicKeyOf(key), 'spki').join());
    expect(new Set(moduli).size).toBe(CLUSTER_PLAN.length + 1);
    expect(new Set(credentials.map(({ certificate }) => certificate.serialNumber)).size).toBe(CLUSTER_PLAN.length);
    for (const [path, { content, mode }] of clusterFiles(CLUSTER_PLAN, clusterNames(INPUT), issued)) {
      expect(readFileSync(join(lab.cluster, path), 'utf8')).toBe(content);
      expect(statSync(join(lab.cluster, path)).mode & 0o777).toBe(mode);
      expect(mode).toBe(path.endsWith('.crt') ? 0o644 : 0o600);
    }
  });

  it('tells which key is being made', () => {
    const names = [...new Set(progress.map(({ name }) => name))];
    expect(names).toEqual([...CLUSTER_PLAN.map(({ name }) => name), 'sa']);
    expect(progress.at(-1)!.made).toBe(names.length - 1);
  });
});

describe('misuse', () => {
  it('ends when it is told to, and leaves nothing', async () => {
    const stop = new AbortController();
    const newKey = clusterKeys({
      random: seededRandom('x'),
      keyType: 'rsa-2048',
      signal: stop.signal,
      onProgress: ({ made }) => made === 1 && stop.abort(new Error('enough')),
    });
    const folder = lab.fresh();
    await expect(initFolder(folder, INPUT, { ...settings(), newKey })).rejects.toThrow('enough');
    expect(statSync(folder, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('refuses lifetimes that are none', async () => {
    const cluster = clusterNames(INPUT);
    for (const days of [0, -1, 1e-4, Number.NaN, 1e9]) {
      expect(await rejection(issueCluster(CLUSTER_PLAN, cluster, { ...settings(), caDays: days }))).toBe(
        'out-of-range',
      );
    }
  });

  it('refuses a plan whose leaf comes before its CA', async () => {
    const issuing = issueCluster(leaves, clusterNames(INPUT), settings());
    expect(await rejection(issuing)).toBe('out-of-range');
  });
});

const GO_PROGRAM = `package main

import (
	"bufio"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

func read(path string) *x509.Certificate {
	data, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	block, _ := pem.Decode(data)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		panic(path + ": " + err.Error())
	}
	return certificate
}

func main() {
	usages := map[string]x509.ExtKeyUsage{
		"any": x509.ExtKeyUsageAny, "serverAuth": x509.ExtKeyUsageServerAuth, "clientAuth": x509.ExtKeyUsageClientAuth,
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Scan()
	seconds, _ := strconv.ParseInt(lines.Text(), 10, 64)
	count := 0
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\\t")
		roots := x509.NewCertPool()
		roots.AddCert(read(fields[1]))
		for _, usage := range strings.Split(fields[2], "+") {
			options := x509.VerifyOptions{Roots: roots, CurrentTime: time.Unix(seconds, 0), KeyUsages: []x509.ExtKeyUsage{usages[usage]}}
			if _, err := read(fields[0]).Verify(options); err != nil {
				panic(fields[0] + ": " + err.Error())
			}
		}
		count++
	}
	fmt.Println(count, "certificates")
}
`;
