import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';
import { Fault } from '#lib/fault.ts';
import type { XdsTls } from '../server.ts';

/** RenewableCredentials are the TLS settings of a server, which can be replaced: new ones apply from the next connection on. */
export class RenewableCredentials extends ServerCredentials {
  constructor(tls: XdsTls) {
    super({ requestCert: tls.clientCa !== undefined }, contextOf(tls));
  }

  /** renew throws a Fault (`environment`) where the new settings cannot be used: then the former ones stay. */
  renew(tls: XdsTls): void {
    this.updateSecureContextOptions(contextOf(tls));
  }

  _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

function contextOf({ cert, key, clientCa }: XdsTls): SecureContextOptions {
  const context = { cert, key, ...(clientCa === undefined ? {} : { ca: clientCa }) };
  try {
    createSecureContext(context);
    return context;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Fault('environment', `xDS cannot use its TLS key, certificate or client authority: ${why}`, {
      cause: error,
    });
  }
}
