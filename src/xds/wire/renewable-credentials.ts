import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';
import { Fault } from '#lib/fault.ts';
import type { XdsTls } from '../server.ts';

/** RenewableCredentials are what a server shows and asks for: another certificate is shown from the next connection on. */
export class RenewableCredentials extends ServerCredentials {
  constructor(tls: XdsTls) {
    super({ requestCert: tls.clientCa !== undefined }, contextOf(tls));
  }

  /** It throws a Fault (`environment`) where that cannot be used: what was shown before is shown on. */
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
