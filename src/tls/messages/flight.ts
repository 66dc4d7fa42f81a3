import { encode } from '../../codec/index.ts';
import type { Observe } from '../events.ts';
import type { Effect } from '../machine.ts';
import type { Protection } from '../record/protection.ts';
import { type HandshakeMessage, handshake } from './handshake.ts';
import type { Transcript } from './transcript.ts';

/** Messages that go out together, and the transcript as they make it grow. Lives inside one handler's call. */
export class Flight {
  transcript: Transcript;
  readonly effects: Effect[] = [];
  readonly #observe: Observe | undefined;

  constructor(transcript: Transcript, observe: Observe | undefined) {
    this.transcript = transcript;
    this.#observe = observe;
  }

  send(message: HandshakeMessage): void {
    const bytes = encode(handshake, message);
    this.#observe?.({ kind: 'message', direction: 'sent', message, bytes });
    this.transcript = [...this.transcript, bytes];
    this.effects.push({ kind: 'send', bytes });
  }

  protectWriting(protection: Protection): void {
    this.effects.push({ kind: 'protect-writing', protection });
  }
}
