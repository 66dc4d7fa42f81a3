import type { ClientSettings } from '../options.ts';
import { sessionKey } from './bounds.ts';
import { exportSession, MAX_TICKET, type StoredSession } from './stored-session.ts';

/** Stores a session, and passes it to `onSession` if set. Does nothing if sessions are not stored, or if the ticket is too long. */
export function storeSession(session: StoredSession, settings: ClientSettings): void {
  const { resumption } = settings;
  if (resumption === undefined || session.ticket.length > MAX_TICKET) return;
  const key = sessionKey(settings, resumption.port);
  resumption.onSession?.(exportSession(key, session));
  resumption.sessions.put(key, session);
}
