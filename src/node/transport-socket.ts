/** The methods of a TLS socket that it forwards to its transport, and the properties that it takes from there. */
import type { AddressInfo, Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** Any stream, with optional properties of a socket. */
export type Transport = Duplex & Partial<Omit<Socket, keyof Duplex>>;

/** A stream over a transport. The properties are those of the transport, if it is a socket of node:net. */
export abstract class TransportSocket extends Duplex {
  /** @internal */
  protected abstract readonly transport: Transport;

  get connecting(): boolean {
    return this.transport.connecting ?? false;
  }
  get remoteAddress(): string | undefined {
    return this.transport.remoteAddress;
  }
  get remotePort(): number | undefined {
    return this.transport.remotePort;
  }
  get remoteFamily(): string | undefined {
    return this.transport.remoteFamily;
  }
  get localAddress(): string | undefined {
    return this.transport.localAddress;
  }
  get localPort(): number | undefined {
    return this.transport.localPort;
  }
  get localFamily(): string | undefined {
    return this.transport.localFamily;
  }
  /** Bytes on the transport, including TLS overhead. */
  get bytesRead(): number {
    return this.transport.bytesRead ?? 0;
  }
  /** Bytes on the transport, including TLS overhead. */
  get bytesWritten(): number {
    return this.transport.bytesWritten ?? 0;
  }
  get timeout(): number | undefined {
    return this.transport.timeout;
  }
  address(): AddressInfo | object {
    return this.transport.address?.() ?? {};
  }
  /** Emits `timeout` after this many milliseconds without traffic; 0 disables it, and removes the listener that is given, as net.Socket does. */
  setTimeout(milliseconds: number, onTimeout?: () => void): this {
    if (onTimeout !== undefined && milliseconds === 0) this.off('timeout', onTimeout);
    else if (onTimeout !== undefined) this.once('timeout', onTimeout);
    this.transport.setTimeout?.(milliseconds);
    return this;
  }
  setNoDelay(noDelay?: boolean): this {
    this.transport.setNoDelay?.(noDelay);
    return this;
  }
  setKeepAlive(enable?: boolean, initialDelay?: number): this {
    this.transport.setKeepAlive?.(enable, initialDelay);
    return this;
  }
  ref(): this {
    this.transport.ref?.();
    return this;
  }
  unref(): this {
    this.transport.unref?.();
    return this;
  }
}
