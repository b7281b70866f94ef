import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Fault } from '#lib/fault.ts';
import { hostAndPort } from '#lib/ip-address.ts';

/** ServerAddress is where a server listens, and with what certificate. */
export interface ServerAddress {
  readonly host: string;
  /** 0 is any free one. */
  readonly port: number;
  /** PEM; absent where no TLS is spoken. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** ServerLimits bound what one client can cost. */
export interface ServerLimits {
  readonly connections: number;
  readonly headerBytes: number;
  /** Milliseconds for the head of a request, for all of it, and until the next one on its connection. */
  readonly head: number;
  readonly request: number;
  readonly idle: number;
}

export interface OpenServerOptions {
  readonly address: ServerAddress;
  readonly limits: ServerLimits;
  /** What the Fault says where the address cannot be bound, before the address: `the REST API cannot listen on`. */
  readonly failing: string;
  /** Answers a request. What it throws is a bug: the connection is closed. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly onBug?: ((error: unknown) => void) | undefined;
}

/** OpenServer is a server that listens. */
export interface OpenServer {
  /** `http://127.0.0.1:18001` */
  readonly url: string;
  readonly port: number;
  /** Shows another certificate from now on; to who is connected, when he comes again. PEM. */
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
    // What nobody reads of a request must not hold up the next one on its connection.
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
