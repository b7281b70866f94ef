import { lstatSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { type Server, ServerCredentials, type ServerOptions } from '@grpc/grpc-js';
import { Fault } from '#lib/fault.ts';
import type { XdsListenOptions } from '../server.ts';
import { RenewableCredentials } from './renewable-credentials.ts';
import { maxRequestBytes } from './request-error.ts';

/**
 * serverOptions: dead peers go within 40 seconds, and no request is larger than we want to hold. Channelz stays on, though nobody
 * reads it: without it, a server of grpc-js that ends does not end its connections.
 */
export const serverOptions: ServerOptions = {
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.max_receive_message_length': maxRequestBytes,
  'grpc.max_send_message_length': -1,
};

/** bind gives the bound address, with the port that was found for port 0. A socket file that nobody serves is replaced. */
export async function bind(server: Server, options: XdsListenOptions): Promise<string> {
  const { address, tls, renewals } = options;
  const path = address.startsWith('unix:') ? address.slice('unix:'.length) : undefined;
  if (path !== undefined) await removeAbandoned(path);
  const secured = tls === undefined ? undefined : new RenewableCredentials(tls);
  const credentials = secured ?? ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else
        reject(
          new Fault('environment', `xDS cannot listen on ${address}: ${error.message}`, { cause: error }),
        );
    });
  });
  if (secured !== undefined) renewals?.(renewed => secured.renew(renewed));
  return path === undefined ? `${address.slice(0, address.lastIndexOf(':'))}:${port}` : address;
}

/** A server that was killed leaves its socket file behind, and nobody can bind to that. */
async function removeAbandoned(path: string): Promise<void> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() !== true) return;
  const served = await new Promise<boolean>(resolve => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
  });
  if (served)
    throw new Fault('environment', `xDS cannot listen on ${path}: another process serves that socket`);
  rmSync(path, { force: true });
}
