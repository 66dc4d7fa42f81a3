/** Letters and line ends of s_client's standard input. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TypedInput } from '../../src/cli/typed-input.ts';

/** What passes, and which commands were given. */
async function typed(pieces: readonly string[], takes = true, crlf = false): Promise<{ sent: string; given: string }> {
  let given = '';
  const commands = {
    quit: () => void (given += 'Q'),
    renegotiate: () => void (given += 'R'),
    updateKeys: (peer: boolean) => void (given += peer ? 'K' : 'k'),
  };
  const input = new TypedInput({ commands: takes ? commands : undefined, crlf });
  for (const piece of pieces) input.write(piece);
  input.end();
  const passed: Buffer[] = [];
  for await (const piece of input) passed.push(piece);
  return { sent: Buffer.concat(passed).toString(), given };
}

describe('vectors', () => {
  it.each([
    ['K\nhello\nk\nR\n', 'hello\n', 'KkR'],
    ['hello\nQ\nnever\n', 'hello\n', 'Q'],
    ['Q', '', 'Q'],
    ['K\r\nGET\r\n', 'GET\r\n', 'K'],
    ['Quit\nKey\n R\nQR\n\n', 'Quit\nKey\n R\nQR\n\n', ''],
    ['a\nb K\n', 'a\nb K\n', ''],
  ])('%j', async (text, sent, given) => {
    expect(await typed([text])).toEqual({ sent, given });
    expect(await typed([...text])).toEqual({ sent, given });
    expect(await typed([text], false)).toEqual({ sent: text, given: '' });
  });

  it('-crlf puts CR before each LF, as OpenSSL does', async () => {
    expect(await typed(['a\n\nb\r\n', 'c\nK\n'], true, true)).toEqual({ sent: 'a\r\n\r\nb\r\r\nc\r\n', given: 'K' });
  });
});

describe('properties', () => {
  const lines = fc.string({ unit: fc.constantFrom('Q', 'K', 'k', 'R', '\n', '\r', 'a'), maxLength: 30 });

  it('is the same however the bytes come', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.array(fc.nat(4)), async (text, cuts) => {
        const pieces: string[] = [];
        let at = 0;
        for (const cut of cuts) {
          pieces.push(text.slice(at, at + cut + 1));
          at += cut + 1;
        }
        pieces.push(text.slice(at));
        expect(await typed(pieces.filter((piece) => piece !== ''))).toEqual(await typed([text]));
      }),
    );
  });

  it('loses nothing where no line is a letter alone', async () => {
    await fc.assert(
      fc.asyncProperty(lines, async (text) => {
        fc.pre(!/(?:^|\n)[QRKk]\r?(?:\n|$)/.test(text));
        expect(await typed([text])).toEqual({ sent: text, given: '' });
      }),
    );
  });
});
