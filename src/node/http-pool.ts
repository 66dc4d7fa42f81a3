/** The connections of a server of plain HTTP. Their number is bounded: when the limit is reached, one is closed for a new one. */
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf, type Peer, peerToDrop } from './crowd.ts';
import { poolSize } from './open-files.ts';

class Guest implements Peer {
  readonly socket: Socket;
  /** The requests whose response has not ended, in their order: the first is the one that is being answered. */
  readonly #underWay = new Map<ServerResponse, IncomingMessage>();
  #isHeld = false;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  get network(): string {
    return networkOf(this.socket.remoteAddress);
  }

  /** First those that have sent nothing, then those without a whole header section, then those whose peer is to send its body or to read
   * its answer. While an answer is made, the connection stays. */
  get rank(): number | undefined {
    if (this.#isHeld) return undefined;
    if (this.socket.bytesRead === 0) return 0;
    const [first] = this.#underWay;
    if (first === undefined) return 1;
    const [response, request] = first;
    return request.complete && !response.writableEnded ? undefined : 2;
  }

  begin(request: IncomingMessage, response: ServerResponse): void {
    this.#underWay.set(response, request);
    response.once('close', () => this.#underWay.delete(response));
  }

  hold(): void {
    this.#isHeld = true;
  }
}

export class HttpPool {
  readonly #guests = new Map<Socket, Guest>();

  /** @param max - connections, where the limit of open files allows them; a further one replaces one of them, or is closed if each is being answered. */
  constructor(server: HttpServer, max: number) {
    const most = poolSize(max, 1);
    server.on('connection', (socket) => {
      if (this.#guests.size >= most && !this.#makeRoom()) return void socket.destroy();
      this.#guests.set(socket, new Guest(socket));
      socket.once('close', () => this.#guests.delete(socket));
    });
    server.on('request', (request, response) => this.#guests.get(request.socket)?.begin(request, response));
  }

  /** Keeps a connection until it closes, such as one that is no longer HTTP. */
  hold(socket: Socket): void {
    this.#guests.get(socket)?.hold();
  }

  #makeRoom(): boolean {
    const chosen = peerToDrop(this.#guests.values());
    if (chosen === undefined) return false;
    // Its 'close' event comes later, perhaps after the next connection.
    this.#guests.delete(chosen.socket);
    chosen.socket.destroy();
    return true;
  }
}
