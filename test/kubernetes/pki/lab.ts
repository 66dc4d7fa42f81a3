/** A cluster in a temporary folder for the tests: certificates by our own issuing, keys by whatever is quickest where they are
 * not the subject. */
import { generatePrimeSync } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lcm, modInverse } from '../../../src/bigint/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { initFolder } from '../../../src/kubernetes/index.ts';
import { type ClusterInput, type IssueSettings, type KeySource, LIFETIMES } from '../../../src/kubernetes/pki/index.ts';
import { RsaPrivateKey } from '../../../src/rsa/index.ts';

export const INPUT: ClusterInput = {
  clusterName: 'kubernetes',
  nodeName: 'node1',
  advertiseAddress: '192.168.1.100',
  bindPort: 6443,
  serviceCidr: '10.96.0.0/12',
  serviceDnsDomain: 'cluster.local',
  apiserverCertExtraSans: [],
};
export const TIME = new Date('2026-03-01T12:00:00Z');
export const DAY = 86_400_000;
export const daysLater = (days: number): Date => new Date(TIME.getTime() + days * DAY);

/** Primes from which keys are made in pairs: 9 give 36 keys, more than two clusters have, in the time of 5. */
const PRIMES = 9;
const PAIRS = Array.from({ length: PRIMES }, (_, i) => Array.from({ length: i }, (_, j) => [i, j] as const)).flat();
const primes: bigint[] = [];
let drawn = 0;

function primeAt(i: number): bigint {
  while (primes.length <= i) {
    const prime = generatePrimeSync(1024, { bigint: true });
    if (prime % 65_537n !== 1n) primes.push(prime);
  }
  return primes[i];
}

/** Keys that are good for one test file, and for nothing else: any two may share a prime. */
export const testKeys: KeySource = async () => {
  const [i, j] = PAIRS[drawn++ % PAIRS.length];
  const [prime1, prime2] = [primeAt(i), primeAt(j)];
  const privateExponent = modInverse(65_537n, lcm(prime1 - 1n, prime2 - 1n));
  return new RsaPrivateKey({
    modulus: prime1 * prime2,
    publicExponent: 65_537n,
    privateExponent,
    prime1,
    prime2,
    exponent1: privateExponent % (prime1 - 1n),
    exponent2: privateExponent % (prime2 - 1n),
    coefficient: modInverse(prime2, prime1),
  });
};

export const settings = (time = TIME): IssueSettings => ({
  time,
  random: seededRandom('kubernetes/pki tests'),
  newKey: testKeys,
  ...LIFETIMES,
});

/** A folder for one test file. */
export class Lab {
  readonly root: string;
  #copies = 0;
  private constructor(root: string) {
    this.root = root;
  }

  static async open(): Promise<Lab> {
    return new Lab(await mkdtemp(join(tmpdir(), 'vitrine-pki-')));
  }

  /** The cluster that the tests copy. */
  get cluster(): string {
    return join(this.root, 'cluster');
  }

  async init(): Promise<void> {
    await initFolder(this.cluster, INPUT, settings());
  }

  /** A path where nothing is. */
  fresh(): string {
    return join(this.root, `fresh-${this.#copies++}`);
  }

  /** A cluster of one's own, to be damaged. */
  async copy(): Promise<string> {
    const folder = this.fresh();
    await cp(this.cluster, folder, { recursive: true });
    return folder;
  }

  close(): Promise<void> {
    return rm(this.root, { recursive: true });
  }
}

/** Changes the text of a file in a folder. */
export async function edit(folder: string, path: string, change: (text: string) => string): Promise<void> {
  await writeFile(join(folder, path), change(await readFile(join(folder, path), 'utf8')));
}

/** What a promise is rejected with, as its code. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: NodeJS.ErrnoException) => reason,
  );
  return error === undefined ? 'accepted' : (error.code ?? String(error));
}
