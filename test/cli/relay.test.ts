/** `vitrine relay`: it prints its address, tells its operator what it refuses and why, and ends with Ctrl-C. */
import { once } from 'node:events';
import { afterAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { EXIT } from '../../src/cli/command.ts';
import { eventually, ORIGIN, PageSocket, tcp, through } from '../node/relay.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

describe('relay', () => {
  it('relays until Ctrl-C, and says what it refused', async () => {
    const { destination } = await tcp((socket) => void socket.pipe(socket));
    const stop = new AbortController();
    let [address, notes] = ['', ''];
    const running = shell.run(['relay', '-allow', destination, '-origin', ORIGIN, '-idle', '30'], {
      signal: stop.signal,
      onOutput: (text) => {
        address = text.trim();
      },
      onNotes: (text) => {
        notes = text;
      },
    });
    await eventually(() => expect(address).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/[\w-]{22}$/));
    const page = new PageSocket(through({ address, events: [] }, destination));
    await once(page, 'open');
    page.send(Uint8Array.of(1, 2, 3));
    const [answer] = await once(page, 'message');
    expect(new Uint8Array(answer as ArrayBuffer)).toEqual(Uint8Array.of(1, 2, 3));
    const stranger = new WebSocket(through({ address, events: [] }, destination), { origin: 'http://other.test' });
    await once(stranger, 'error');
    page.close();
    await once(page, 'close');
    stop.abort();
    expect((await running).code).toBe(EXIT.ok);
    expect(notes).toContain(`relaying to ${destination} until Ctrl-C`);
    expect(notes).toContain('refused: the page’s origin is not one of -origin');
    expect(notes).toMatch(new RegExp(`${destination}: the page left, 6 bytes`));
    // The token is for the pages alone.
    expect(notes).not.toContain(address.split('/')[3]);
  });

  it.each<[string, string[]]>([
    ['no server', ['-origin', ORIGIN]],
    ['no origin', ['-allow', 'server.test:443']],
    ['a server without a port', ['-allow', 'server.test', '-origin', ORIGIN]],
    ['every server', ['-allow', '*:443', '-origin', ORIGIN]],
    ['every origin', ['-allow', 'server.test:443', '-origin', '*']],
    ['an address that is not of the loopback', ['-allow', '127.0.0.1:1', '-origin', ORIGIN, '-accept', '0.0.0.0:0']],
  ])('refuses %s', async (_, options) => {
    const { code, stdout } = await shell.run(['relay', ...options]);
    expect([code, stdout]).toEqual([EXIT.usage, '']);
  });
});
