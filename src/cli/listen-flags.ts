import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Fault } from '#lib/fault.ts';
import { type ListenAddress, readListenAddress, readTcpAddress, type TcpAddress } from './listen-address.ts';

/** ListenFlags say where a control plane listens and how that is secured. */
export interface ListenFlags {
  readonly xds: string;
  readonly api: string;
  readonly xdsTlsCert?: string;
  readonly xdsTlsKey?: string;
  readonly xdsTlsClientCa?: string;
  readonly apiTokenFile?: string;
  readonly apiTlsCert?: string;
  readonly apiTlsKey?: string;
  readonly allowInsecure: boolean;
}

/** KeyPair is a certificate chain and its private key; PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Listening is what the flags come to. PEM throughout. */
export interface Listening {
  readonly xds: { readonly address: ListenAddress; readonly tls?: KeyPair & { readonly clientCa?: string } };
  readonly api: { readonly address: TcpAddress; readonly tokens?: readonly string[]; readonly tls?: KeyPair };
}

/** addListenFlags gives a command the flags of what it listens on. */
export function addListenFlags(command: Command): Command {
  return command
    .option('--xds <address>', 'where Envoys connect to: HOST:PORT or unix:PATH', '127.0.0.1:18000')
    .option('--api <address>', 'where the REST API listens: HOST:PORT', '127.0.0.1:18001')
    .option('--xds-tls-cert <file>', 'certificate chain of the xDS server (PEM)')
    .option('--xds-tls-key <file>', 'its private key (PEM)')
    .option('--xds-tls-client-ca <file>', 'who signs the certificates that Envoys must present (PEM)')
    .option('--api-token-file <file>', 'tokens that open the REST API, one a line')
    .option('--api-tls-cert <file>', 'certificate chain of the REST API (PEM)')
    .option('--api-tls-key <file>', 'its private key (PEM)')
    .option('--allow-insecure', 'listen elsewhere than on loopback without these', false);
}

/**
 * readListening reads the flags and the files that they name. Listening elsewhere than on this machine without knowing who
 * connects is refused: xDS hands out private keys, and REST tells what is where.
 */
export function readListening(flags: ListenFlags): Listening {
  const xds = {
    address: readListenAddress('--xds', flags.xds),
    keyPair: readKeyPair('--xds-tls', flags.xdsTlsCert, flags.xdsTlsKey),
    clientCa: readIfGiven('--xds-tls-client-ca', flags.xdsTlsClientCa),
  };
  const api = {
    address: readTcpAddress('--api', flags.api),
    tls: readKeyPair('--api-tls', flags.apiTlsCert, flags.apiTlsKey),
    tokens: readTokens(flags.apiTokenFile),
  };
  if (xds.clientCa !== undefined && xds.keyPair === undefined) {
    throw new Fault('usage', '--xds-tls-client-ca needs --xds-tls-cert and --xds-tls-key');
  }
  if (!flags.allowInsecure) {
    if (!xds.address.isLocal && xds.clientCa === undefined) {
      throw insecure('--xds', flags.xds, 'give --xds-tls-cert, --xds-tls-key and --xds-tls-client-ca');
    }
    if (!api.address.isLocal && api.tokens === undefined) {
      throw insecure('--api', flags.api, 'give --api-token-file (and --api-tls-cert, --api-tls-key)');
    }
  }
  const { keyPair, clientCa } = xds;
  return {
    xds: {
      address: xds.address,
      ...(keyPair === undefined ? {} : { tls: clientCa === undefined ? keyPair : { ...keyPair, clientCa } }),
    },
    api: {
      address: api.address,
      ...(api.tokens === undefined ? {} : { tokens: api.tokens }),
      ...(api.tls === undefined ? {} : { tls: api.tls }),
    },
  };
}

function insecure(flag: string, address: string, remedy: string): Fault {
  return new Fault(
    'usage',
    `${flag} ${address} can be reached from other machines, and nothing says who may connect: ${remedy}, ` +
      'or listen on 127.0.0.1, or say --allow-insecure where the network itself is the guard',
  );
}

/** readKeyPair reads what `<prefix>-cert` and `<prefix>-key` were given. */
export function readKeyPair(
  prefix: string,
  cert: string | undefined,
  key: string | undefined,
): KeyPair | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new Fault('usage', `${prefix}-cert and ${prefix}-key belong together: one of them is missing`);
  }
  return { cert: read(`${prefix}-cert`, cert), key: read(`${prefix}-key`, key) };
}

const shortestToken = 16;

/** What is guessed in an afternoon is no token. */
function readTokens(file: string | undefined): readonly string[] | undefined {
  const text = readIfGiven('--api-token-file', file);
  if (text === undefined) return undefined;
  const tokens = text.split('\n').flatMap(line => line.trim() || []);
  if (tokens.length === 0 || tokens.some(token => token.length < shortestToken || /\s/.test(token))) {
    throw new Fault(
      'input',
      `--api-token-file ${file}: must hold one token a line, each of at least ${shortestToken} characters without spaces`,
    );
  }
  return tokens;
}

function readIfGiven(flag: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : read(flag, file);
}

function read(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault('input', `${flag} ${file}: cannot be read: ${reason}`, { cause: error });
  }
}
