import { type IncomingMessage, request } from 'node:http';
import { expect } from 'vitest';
import { readFolderFile } from '../../../src/kubernetes/index.ts';
import { connect } from '../../../src/node/index.ts';
import { certificatePem } from '../../../src/x509/index.ts';
import type { LiveCluster } from '../../fixtures/live-cluster.ts';
import { JUDGED_BY } from '../../judged.ts';

/** The API server's call of a kubelet, and the certificate that it met. */
export async function followLog(cluster: LiveCluster, port: number) {
  const roots = certificatePem(cluster.authority.certificate);
  const read = (path: string): Promise<string> => readFolderFile(cluster.lab.cluster, path);
  const [cert, key] = [await read('pki/apiserver-kubelet-client.crt'), await read('pki/apiserver-kubelet-client.key')];
  const socket = connect({ ...JUDGED_BY, host: '127.0.0.1', port, cert, key, roots });
  let text = '';
  const path = '/containerLogs/default/web/web?follow=true';
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ path, createConnection: () => socket }, resolve)
      .once('error', reject)
      .end();
  });
  expect(response.statusCode).toBe(200);
  response
    .setEncoding('utf8')
    .on('data', (chunk: string) => (text += chunk))
    .on('error', () => {});
  await cluster.until(async () => (text.includes('\n') ? true : undefined));
  return {
    lines: () => text.split('\n').length,
    serial: socket.getPeerCertificate()?.serialNumber,
    end: () => socket.destroy(),
  };
}
