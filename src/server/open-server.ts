import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Fault } from '#lib/fault.ts';
import { hostAndPort } from '#lib/ip-address.ts';

/** ServerAddress is where a server listens, and with what certificate. */
export interface ServerAddress {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** PEM; absent for a server without TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** ServerLimits bound what one client can cost. */
export interface ServerLimits {
  readonly connections: number;
  readonly headerBytes: number;
  /** Milliseconds for the head of a request, for all of it, and until the next request on its connection. */
  readonly head: number;
  readonly request: number;
  readonly idle: number;
}

export interface OpenServerOptions {
  readonly address: ServerAddress;
  readonly limits: ServerLimits;
  /** The beginning of the Fault's message where the address cannot be bound: `the REST API cannot listen on`. */
  readonly failing: string;
  /** Answers a request. Whatever it throws is a bug: the connection is closed. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly onBug?: ((error: unknown) => void) | undefined;
}

/** OpenServer is a server that listens. */
export interface OpenServer {
  /** `http://127.0.0.1:18001` */
  readonly url: string;
  readonly port: number;
  /** Presents another certificate (PEM) to new connections from now on. */
  renew(tls: { readonly cert: string; readonly key: string }): void;
  close(): Promise<void>;
}

/** openServer listens for HTTP. It rejects with a Fault (`environment`) where the address cannot be bound. */
export async function openServer(options: OpenServerOptions): Promise<OpenServer> {
  const { limits, failing, answer, onBug } = options;
  const { host, port: wanted, tls } = options.address;
  const settings = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.head,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.idle,
    connectionsCheckingInterval: 1000,
  };
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => response.destroy());
    try {
      await answer(request, response);
    } catch (error) {
      onBug?.(error);
      response.destroy();
    }
    // An unread rest of this request must not hold up the next one on its connection.
    request.resume();
  };
  const server =
    tls === undefined ? createServer(settings, handle) : createTlsServer({ ...settings, ...tls }, handle);
  server.maxConnections = limits.connections;
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', cause => {
      const message = `${failing} ${hostAndPort(host, wanted)}: ${cause.message}`;
      reject(new Fault('environment', message, { cause }));
    });
    server.listen(wanted, host, () => resolve((server.address() as AddressInfo).port));
  });
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${hostAndPort(host, port)}`,
    port,
    renew: renewed => {
      if ('setSecureContext' in server) server.setSecureContext(renewed);
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
