import { encode } from '../codec/index.ts';
import type { DescribedMessage, Observe } from './events.ts';
import type { Effect } from './machine.ts';
import type { MessageType } from './messages/message-type.ts';
import type { Transcript } from './messages/transcript.ts';
import type { Protection } from './record/protection.ts';

/** Collects the messages of a flight and extends the transcript with each. Lives only during one handler's call. */
export class Flight {
  transcript: Transcript;
  readonly effects: Effect[] = [];
  readonly #observe: Observe | undefined;

  constructor(transcript: Transcript, observe: Observe | undefined) {
    this.transcript = transcript;
    this.#observe = observe;
  }

  send<K extends string, T>({ kind, codec, dialect }: MessageType<K, T>, value: T): void {
    const bytes = encode(codec, { kind, value });
    const described = { dialect, message: { kind, value } } as unknown as DescribedMessage;
    this.#observe?.({ kind: 'message', direction: 'sent', bytes, ...described });
    this.transcript = this.transcript.add(bytes);
    this.effects.push({ kind: 'send', bytes });
  }

  /** Reported here, as messages are: so observers see the order of the wire. */
  changeCipherSpec(): void {
    this.#observe?.({ kind: 'change-cipher-spec', direction: 'sent' });
    this.effects.push({ kind: 'change-cipher-spec' });
  }

  protectWriting(protection: Protection): void {
    this.effects.push({ kind: 'protect-writing', protection });
  }
}
