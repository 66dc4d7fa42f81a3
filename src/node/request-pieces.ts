/** Reading of requests in pieces. `node:http` parses a whole chunk at once, and one of 64 KiB may hold two thousand requests: a crowd of such
 * clients would stop the event loop for seconds, and again when it leaves, since each waiting request is then ended. */
import type { Duplex } from 'node:stream';

/** What node:http keeps on the connections that it reads; not in Node's documentation. */
interface Read extends Duplex {
  /** Null once it has let go of the connection: after CONNECT and upgrades. */
  readonly parser?: object | null;
  /** Whether it waits for the client to read answers. Its listener of `data` must not be called then. */
  readonly _paused?: boolean;
}

/** RFC 9112 §2.1: the end of a header section. node:http refuses bare LFs. */
const HEADERS_END = '\r\n\r\n';

/** Passes what is read to node:http in pieces that end where a header section ends, so that each begins at most one request. Where more was
 * read, one piece is passed in a turn of the event loop; the rest goes back into the stream, where it delays the stream's end too. A body
 * without empty lines is passed as it came.
 * @param connection - node:http has just added its listeners to it.
 * @param isFull - whether nothing is to be read now. When that ends, the caller resumes the connection. */
export function readPiecewise(connection: Duplex, isFull: () => boolean): void {
  const socket: Read = connection;
  const parse = socket.listeners('data').at(-1) as ((piece: Buffer) => void) | undefined;
  let isResting = false;
  const isClosed = (): boolean => isResting || isFull() || socket._paused === true;
  // node:http resumes the connection after each request that it has read.
  const onResume = (): void => void (isClosed() && socket.pause());
  socket.on('resume', onResume);
  // A platform whose node:http has a reader of its own: it is paused, and not split.
  if (parse === undefined) return;
  const onData = (chunk: Buffer): void => {
    const end = isClosed() ? 0 : endOfPiece(chunk);
    if (end > 0) parse.call(socket, end === chunk.length ? chunk : chunk.subarray(0, end));
    if (socket.parser === null) socket.off('data', onData).off('resume', onResume);
    else if (isClosed()) socket.pause();
    else if (end < chunk.length && socket.readableFlowing === true) rest();
    if (end < chunk.length) socket.unshift(chunk.subarray(end));
  };
  const rest = (): void => {
    isResting = true;
    socket.pause();
    setImmediate(() => {
      isResting = false;
      socket.resume();
    });
  };
  // The new listener makes node:http read a TCP connection by events too.
  socket.on('data', onData).off('data', parse as () => void);
}

function endOfPiece(chunk: Buffer): number {
  const at = chunk.indexOf(HEADERS_END, 0, 'latin1');
  return at === -1 ? chunk.length : at + HEADERS_END.length;
}
