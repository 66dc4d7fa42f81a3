/** A page shakes hands with a real nginx, by TLS 1.3 of its own, through the relay, and shows the session. */
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import { createRelay } from '../../src/node/index.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { describePeer } from '../interop/peers.ts';
import { HOST, listen } from '../node/loopback.ts';
import { isWholeTable } from '../property-runs.ts';
import { axeFaults, overflow } from './axe.ts';
import { addressOf, describeInChromium } from './chromium.ts';
import { serveWithRelay } from './explorer-site.ts';
import { startNginx } from './nginx-server.ts';
import type { run } from './relay-entry.ts';

describePeer('nginx', () => {
  describeInChromium('a page', ({ visit, faults }) => {
    let port: number;
    beforeAll(async () => {
      if (isWholeTable) port = await startNginx();
    }, 180_000);

    it.runIf(isWholeTable)(
      'fetches a file from nginx by TLS 1.3 of its own, and shows every message with its sentences',
      async () => {
        const { outputFiles } = await build({
          ...{ entryPoints: [`${import.meta.dirname}/relay-entry.ts`], bundle: true, write: false, format: 'iife' },
          ...{ globalName: 'relayed', platform: 'browser', target: 'chrome110' },
        });
        const server = createServer((_, response) => {
          response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
          response.end('<!DOCTYPE html><link rel="icon" href="data:,"><title>relay</title><main></main>');
        });
        const origin = `http://${HOST}:${await listen(server)}`;
        closing(() => server.closeAllConnections());
        const relay = createRelay({ destinations: [`${HOST}:${port}`], origins: [origin] });
        const address = await relay.listen();
        closing(() => relay.close());
        const tab = await visit(`${origin}/`);
        await tab.addScriptTag({ content: outputFiles[0].text });
        const question = { relay: address, host: HOST, port, name: 'server.test', roots: pki.ca.cert };
        const result = await tab.evaluate<Awaited<ReturnType<typeof run>>>(`relayed.run(${JSON.stringify(question)})`);
        expect(result).toMatchObject({ version: 'TLSv1.3', suite: expect.stringMatching(/^TLS_/), verified: true });
        expect(result.answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nbehind glass$/);
        await tab.setContent(result.page);
        const shown = await tab.locator('main').textContent();
        for (const words of ['ClientHello', 'EncryptedExtensions', 'CertificateVerify', 'Finished'])
          expect(shown).toContain(words);
        const hello = tab.locator('details', { hasText: 'ClientHello' }).first();
        await hello.locator('summary').first().click();
        await hello.locator('[role=treeitem]', { hasText: 'cipherSuites' }).first().click();
        expect(await hello.locator('.label .says').first().textContent()).toBe(
          '客户端能用的算法组合，最中意的排在最前。',
        );
        expect(faults()).toEqual([]);
      },
    );

    it.runIf(isWholeTable)(
      'the explorer shakes hands with nginx at a click, walks through the session, and unfolds a secret of it',
      async () => {
        const destination = `${HOST}:${port}`;
        const server = await serveWithRelay(destination, pki.ca.cert);
        closing(() => server.close());
        // An address leads to the server, but does not connect to it.
        const tab = await visit(`${server.url}#/handshake?peer=${destination}&servername=server.test`);
        const connects = tab.getByRole('button', { name: 'Shake hands' });
        await connects.waitFor();
        expect(await tab.locator('.arrow').count()).toBe(0);
        await connects.click();
        await tab.getByText(`A TLS 1.3 session with ${destination}`).first().waitFor();
        await tab.getByRole('button', { name: 'The next message' }).click();
        await tab.locator('.arrow details[open]').first().waitFor();
        await addressOf(tab).toContain('message=1');
        expect(await tab.locator('.walk output').textContent()).toMatch(/^Message 1 of \d+$/);
        const shown = await tab.locator('main').textContent();
        for (const words of ['ClientHello', 'EncryptedExtensions', 'CertificateVerify', 'are covered'])
          expect(shown).toContain(words);
        await tab.getByRole('combobox', { name: 'Secret', exact: true }).selectOption('master_secret');
        const unfolded = tab.locator('.unfolded');
        await unfolded.waitFor();
        await unfolded.locator('.hidden').first().waitFor();
        await tab.getByRole('button', { name: 'Show the secrets' }).click();
        await unfolded.locator('.hidden').first().waitFor({ state: 'detached' });
        await tab.getByLabel('The name that its certificate must have').fill('other.test');
        await connects.click();
        await tab.getByText('bad_certificate').first().waitFor();
        expect(faults()).toEqual([]);

        // The page itself, and what runs in it, reaches nothing: not even the relay.
        const refused = await tab.evaluate<string>(`new Promise((told) => {
          addEventListener('securitypolicyviolation', ({ effectiveDirective }) => told(effectiveDirective));
          new WebSocket(JSON.parse(document.querySelector('meta[name="vitrine-relay"]').content).address);
        })`);
        expect(refused).toBe('connect-src');
        faults();
        const elsewhere = await visit(`${server.url}#/handshake?peer=other.test:443`);
        expect(await elsewhere.getByRole('alert').textContent()).toContain('vitrine explore -relay other.test:443');
      },
    );

    it.runIf(isWholeTable)(
      'the form of a session with a server has no serious fault that axe-core knows, and fits a phone, in Chinese',
      async () => {
        const destination = `${HOST}:${port}`;
        const server = await serveWithRelay(destination, pki.ca.cert);
        closing(() => server.close());
        const tab = await visit(`${server.url}#/handshake?peer=${destination}&servername=server.test&lang=zh`, {
          viewport: { width: 390, height: 844 },
        });
        await tab.locator('.bar .main').waitFor();
        for (const colorScheme of ['light', 'dark'] as const) {
          await tab.emulateMedia({ colorScheme });
          expect(await axeFaults(tab)).toEqual([]);
          expect(await overflow(tab)).toBe(0);
        }
        await tab.locator('.bar .main').click();
        await tab.locator('.arrow').first().waitFor();
        expect(await axeFaults(tab)).toEqual([]);
        expect(await overflow(tab)).toBe(0);
        expect(faults()).toEqual([]);
      },
    );
  });
});
