/** Files that cannot be opened together are named, by a text that turns nothing round. */
import { afterAll, expect, it, vi } from 'vitest';
import { utf8ToBytes } from '../../../src/bytes/index.ts';
import { SAMPLES } from '../../../src/explorer/samples/embedded.ts';
import { stubPage } from './page-globals.ts';

stubPage();
afterAll(() => vi.unstubAllGlobals());

/** The module is for a page: it is imported by a name that the compiler does not follow, since this program has no DOM. */
const FILES: string = '../../../src/explorer/page/rooms/inspect/files.ts';
const { openFiles } = await import(FILES);

const fileOf = (name: string, text: string) => {
  const bytes = utf8ToBytes(text);
  return { name, size: bytes.length, arrayBuffer: async () => bytes.slice().buffer };
};

it('names the file that is neither PEM nor DER, without what turns a text round', async () => {
  const model = { failure: { value: '' }, open: vi.fn() };
  await openFiles(model, [fileOf('ca.pem', SAMPLES.ca), fileOf('a\u202etxt.pem', 'no PEM')]);
  expect(model.failure.value).toContain('“a\ufffdtxt.pem” is neither');
  expect(model.open).not.toHaveBeenCalled();
});
