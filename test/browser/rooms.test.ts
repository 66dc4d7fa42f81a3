/** The rooms below node/ are for browsers, too: they run in one, and what they make there is what Node makes of it. */
import { X509Certificate } from 'node:crypto';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { hexToBytes } from '../../src/bytes/index.ts';
import { annotate } from '../../src/codec/index.ts';
import { spansText } from '../../src/explain/index.ts';
import { certificate } from '../../src/x509/index.ts';
import { isWholeTable } from '../property-runs.ts';
import { describeInChromium } from './chromium.ts';
import type { run } from './rooms-entry.ts';

describeInChromium('the rooms below node/', ({ open, faults }) => {
  it.runIf(isWholeTable)('issue a PKI, shake hands in memory and explain a certificate, in a page', async () => {
    const { outputFiles } = await build({
      entryPoints: [`${import.meta.dirname}/rooms-entry.ts`],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'rooms',
      platform: 'browser',
      target: 'chrome110',
    });
    const tab = await open('<!DOCTYPE html><title>rooms</title>');
    await tab.addScriptTag({ content: outputFiles[0].text });
    const result = await tab.evaluate<ReturnType<typeof run>>('rooms.run()');
    expect(result.abc).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(result.valid).toBe(true);
    expect(result.heard).toEqual(['hello from the page', 'and back']);
    const der = hexToBytes(result.der);
    expect(new X509Certificate(der).checkHost('server.test')).toBe('server.test');
    expect(result.explained).toBe(spansText(annotate(certificate, der).span, der));
    expect(faults()).toEqual([]);
  });
});
