/** The data for the story. */
import type { TlsLog } from '../../explain/index.ts';
import type { User } from '../../kubernetes/pki/index.ts';

/** The session that the story describes. */
export interface Session {
  readonly client: TlsLog;
  readonly server: TlsLog;
  /** The address that the client connected to. */
  readonly address: string;
  /** The user that the server identified from the client's certificate. */
  readonly user: User;
}
