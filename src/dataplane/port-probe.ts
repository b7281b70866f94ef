import { createServer } from 'node:net';

/** PortWord says whether an address and port are free to listen on. */
export type PortWord =
  | { readonly kind: 'free' }
  /** Somebody listens there. */
  | { readonly kind: 'busy' }
  /** The system does not let us: a port below 1024 without the right to it, or an address that is not this machine's. */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * probePort listens for a moment, without sharing the port. Envoy would report a conflict too late, or not at all: its
 * listeners share ports (SO_REUSEPORT), so that two Envoys on one port both succeed and each gets half of the connections.
 */
export function probePort(address: string, port: number): Promise<PortWord> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(wordOf(error, address, port)));
    server.listen({ host: address, port, exclusive: true }, () =>
      server.close(() => resolve({ kind: 'free' })),
    );
  });
}

function wordOf(error: NodeJS.ErrnoException, address: string, port: number): PortWord {
  switch (error.code) {
    case 'EADDRINUSE':
      return { kind: 'busy' };
    case 'EACCES':
      return {
        kind: 'refused',
        reason: `this user may not listen on port ${port}; choose one from 1024 up, or give the right to ports below it`,
      };
    case 'EADDRNOTAVAIL':
      return { kind: 'refused', reason: `${address} is not an address of this machine` };
    default:
      return { kind: 'refused', reason: error.message };
  }
}
