/** What the story is told from. */
import type { TlsLog } from '../../explain/index.ts';
import type { User } from '../../kubernetes/pki/index.ts';

/** What the story is about. */
export interface Session {
  readonly client: TlsLog;
  readonly server: TlsLog;
  /** Where the client dialled. */
  readonly address: string;
  /** The user that the server identified from the client's certificate. */
  readonly user: User;
}
