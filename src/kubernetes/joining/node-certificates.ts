/** Requests a node's certificates, waits for them, stores them, and rotates them in time (kubernetes client-go
 * util/certificate/certificate_manager.go, pkg/kubelet/certificate). */
import { bytesToBase64, bytesToHex, type Random, utf8ToBytes } from '../../bytes/index.ts';
import { sha256 } from '../../hash/index.ts';
import { writePrivateKeyPem } from '../../keys/index.ts';
import type { LeftoverListener } from '../../node/index.ts';
import { usualSchemeFor } from '../../signatures/index.ts';
import { type Certificate, createRequest, type GeneralName, makeExtension, requestPem } from '../../x509/index.ts';
import { StatusError } from '../api/status.ts';
import { CSR_PATH, conditionsOf, issuedPem } from '../certificates/request-object.ts';
import { KUBELET_CLIENT_SIGNER, KUBELET_SERVING_SIGNER } from '../certificates/signers.ts';
import type { ApiClient } from '../client/api-client.ts';
import { pause } from '../client/follow.ts';
import { askedDelay } from '../client/retry-after.ts';
import { textOf } from '../documents.ts';
import type { KeySource } from '../pki/issue.ts';
import { clusterKeys } from '../pki/keys.ts';
import { subjectOf } from '../pki/plan.ts';
import type { CertificateStore, StoredPair } from './certificate-store.ts';

/** Which of a node's two certificates. */
export type NodeCertificateKind =
  | { readonly kind: 'client' }
  /** The names and addresses under which the node is reached. */
  | { readonly kind: 'server'; readonly names: readonly GeneralName[] };

export interface NodeCertificateOptions {
  readonly nodeName: string;
  readonly certificate: NodeCertificateKind;
  readonly store: CertificateStore;
  /** A client with the currently valid credentials: the bootstrap token at first, then the node's own certificate. */
  client(): ApiClient;
  readonly random: Random;
  now(): Date;
  readonly signal: AbortSignal;
  /** Requested validity in seconds. Default: the signer's. */
  readonly expirationSeconds?: number | undefined;
  /** Default: ECDSA keys on P-256, as the kubelet's. */
  readonly newKey?: KeySource | undefined;
  onNews(message: string): void;
  /** Called for each leftover of a killed run. Default: none. */
  readonly onLeftover?: LeftoverListener | undefined;
}

const POLL_MS = 250;

/** Requests a certificate, waits until it is issued, and stores it with its key.
 * @throws StatusError if the request is refused, denied or failed; `signal.reason` if it is aborted. */
export async function obtainCertificate(options: NodeCertificateOptions): Promise<StoredPair> {
  const { nodeName, store, random, signal, now, onNews } = options;
  const { newKey = clusterKeys({ random, signal, keyType: 'ecdsa-p256' }) } = options;
  const key = await newKey(nodeName);
  const names = options.certificate.kind === 'server' ? options.certificate.names : [];
  const request = createRequest({
    ...{ subject: subjectOf(`system:node:${nodeName}`, ['system:nodes']), key, scheme: usualSchemeFor(key), random },
    extensions: names.length === 0 ? [] : [makeExtension('subjectAltName', false, names)],
  });
  const name = `${options.certificate.kind === 'client' ? 'node-csr' : 'csr'}-${bytesToHex(sha256.digest(request.der)).slice(0, 40)}`;
  const isClient = options.certificate.kind === 'client';
  const { expirationSeconds } = options;
  await options.client().create(CSR_PATH, {
    ...{ apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name } },
    spec: {
      request: bytesToBase64(utf8ToBytes(requestPem(request))),
      signerName: isClient ? KUBELET_CLIENT_SIGNER : KUBELET_SERVING_SIGNER,
      usages: ['digital signature', isClient ? 'client auth' : 'server auth'],
      ...(expirationSeconds !== undefined && { expirationSeconds }),
    },
  });
  onNews(`asked for a ${options.certificate.kind} certificate: ${name}`);
  const cert = await issued(name, options);
  const pair = await store.update(cert, writePrivateKeyPem(key, 'pkcs8'), now());
  onNews(`has a ${options.certificate.kind} certificate until ${pair.certificate.notAfter.toISOString()}`);
  return pair;
}

async function issued(name: string, { client, signal, onNews }: NodeCertificateOptions): Promise<string> {
  for (;;) {
    signal.throwIfAborted();
    const object = await client()
      .get(`${CSR_PATH}/${name}`, signal)
      .catch((error: unknown) => {
        // An answer is final; if the server is unreachable, the request is retried.
        if (error instanceof StatusError || signal.aborted || !(error instanceof Error)) throw error;
        onNews(error.message);
        return undefined;
      });
    const pem = issuedPem(object);
    if (pem !== undefined) return pem;
    const ending = conditionsOf(object).find(({ type }) => type === 'Denied' || type === 'Failed');
    if (ending !== undefined) {
      throw new StatusError(
        403,
        'Forbidden',
        `${textOf(object, 'metadata', 'name')}: ${ending.type}: ${ending.message || ending.reason}`,
      );
    }
    await pause(POLL_MS, signal);
  }
}

/** The time to replace a certificate: after 70 to 90 per cent of its lifetime, chosen at random for each one, so that nodes do not renew
 * simultaneously. */
export function rotationTime({ notBefore, notAfter }: Certificate, random: Random): Date {
  const [from, to] = [notBefore.getTime(), notAfter.getTime()];
  const [draw] = random.bytes(1);
  return new Date(from + (to - from) * (0.7 + 0.2 * (draw / 256)));
}

export interface RotationOptions extends NodeCertificateOptions {
  /** Called with each new pair: new connections use it; open ones end with their request. */
  onPair(pair: StoredPair): void;
  /** Resolves when the pair shall be replaced immediately (SIGHUP). Default: never. */
  askedToRotate?(signal: AbortSignal): Promise<void>;
}

const LOOK_MS = 1000;
const RETRY_MS = 5000;

/** Replaces the pair whenever it is due, until `signal` is aborted. A failure is reported, and retried while the old pair is valid. */
export async function rotateInTime(first: StoredPair, options: RotationOptions): Promise<void> {
  const { signal, random, now, onNews, onPair } = options;
  let pair = first;
  while (!signal.aborted) {
    const due = rotationTime(pair.certificate, random);
    await untilDue(due, options);
    if (signal.aborted) return;
    try {
      pair = await obtainCertificate(options);
      onPair(pair);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Error)) throw error;
      onNews(`no new ${options.certificate.kind} certificate: ${error.message}`);
      await pause(Math.max(RETRY_MS, askedDelay(error) ?? 0), signal);
    }
    if (now() > pair.certificate.notAfter) onNews(`the ${options.certificate.kind} certificate has expired`);
  }
}

/** Waits for a time by the caller's clock, or for `askedToRotate`. */
async function untilDue(due: Date, { signal, now, askedToRotate }: RotationOptions): Promise<void> {
  const done = new AbortController();
  const either = AbortSignal.any([signal, done.signal]);
  void askedToRotate?.(either).then(() => done.abort());
  while (!either.aborted && now() < due) {
    await pause(Math.min(LOOK_MS, Math.max(1, due.getTime() - now().getTime())), either);
  }
  done.abort();
}
