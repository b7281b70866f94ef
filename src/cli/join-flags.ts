import type { Command } from 'commander';
import { Fault } from '#lib/fault.ts';
import { readTcpAddress, type TcpAddress } from './listen-address.ts';
import { filesOf, type Guarded, guardOf, type KeyPair, readKeyPair } from './listen-flags.ts';

/** JoinFlags configure the server where proxies of workloads join. */
export interface JoinFlags {
  readonly join?: string;
  readonly joinTlsCert?: string;
  readonly joinTlsKey?: string;
  readonly joinHealth?: boolean;
  readonly allowInsecure?: boolean;
  readonly requireTokens?: boolean;
}

/** JoinListening is that server's configuration. PEM. */
export interface JoinListening extends Guarded {
  readonly address: TcpAddress;
  readonly tls?: KeyPair;
  /** The proxies report every second how many of their endpoints are in use. */
  readonly tellsHealth?: boolean;
}

/** addJoinFlags gives a command the flags of that server. */
export function addJoinFlags(command: Command): Command {
  return command
    .optionsGroup('Mesh:')
    .option(
      '--join <address>',
      'address where sidecars (fairlead proxy, kuma-dp) join: HOST:PORT; Kuma uses port 5678 (default: none)',
    )
    .option(
      '--join-tls-cert <file>',
      'certificate chain of this address (PEM); read again, like the key, when it changes',
    )
    .option('--join-tls-key <file>', 'private key of this address (PEM)')
    .option(
      '--join-health',
      'have sidecars report every second how many endpoints are healthy, for the condition EndpointsReady',
    );
}

/**
 * readJoining reads the flags. Whoever joins is sent what others send, so a caller from another machine always needs a
 * token.
 */
export function readJoining(flags: JoinFlags): { readonly join?: JoinListening } {
  const tls = readKeyPair('--join-tls', flags.joinTlsCert, flags.joinTlsKey);
  if (flags.join === undefined) {
    if (flags.joinHealth === true) throw new Fault('usage', '--join-health needs --join');
    if (tls !== undefined) throw new Fault('usage', '--join-tls-cert and --join-tls-key need --join');
    return {};
  }
  const address = readTcpAddress('--join', flags.join);
  const guard = guardOf(address, flags, { isKnown: false, hasCertificate: tls !== undefined });
  return {
    join: {
      address,
      ...guard,
      ...(tls === undefined ? {} : { tls }),
      ...filesOf(flags.joinTlsCert, flags.joinTlsKey),
      tellsHealth: flags.joinHealth === true,
    },
  };
}
