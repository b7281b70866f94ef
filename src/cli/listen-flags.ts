import type { Command } from 'commander';
import { Fault } from '#lib/fault.ts';
import type { TlsFiles } from '../main/follow-tls-files.ts';
import { type ListenAddress, readListenAddress, readTcpAddress, type TcpAddress } from './listen-address.ts';
import { readFlagFile } from './read-flag-file.ts';

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
  readonly allowInsecure?: boolean;
  readonly allowInsecureXds?: boolean;
  /** See WorkloadFlags: with it, xDS uses TLS, and clients need a certificate. */
  readonly xdsAuthority?: string;
  readonly requireTokens?: boolean;
}

/** KeyPair is a certificate chain and its private key; PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Listening is the configuration that the flags make. PEM throughout. */
export interface Listening {
  readonly xds: Guarded & {
    readonly address: ListenAddress;
    readonly tls?: KeyPair & { readonly clientCa?: string };
  };
  readonly api: Guarded & {
    readonly address: TcpAddress;
    readonly tokens?: readonly string[];
    readonly tls?: KeyPair;
  };
}

/** Guarded says how an address is protected against strangers. */
export interface Guarded {
  /** Clients must present a token that was issued to them. */
  readonly needsToken: boolean;
  /** The server uses TLS, with a certificate that is made here. */
  readonly makesCertificate: boolean;
  /** The server uses TLS, with a certificate of these files, which somebody else renews. */
  readonly tlsFiles?: TlsFiles;
}

/** addListenFlags gives a command the flags for its addresses, and for their protection. */
export function addListenFlags(command: Command): Command {
  return command
    .optionsGroup('Addresses and their protection:')
    .option('--xds <address>', 'address where Envoys connect: HOST:PORT or unix:PATH', '127.0.0.1:18000')
    .option('--api <address>', 'address of the REST API: HOST:PORT', '127.0.0.1:18001')
    .option(
      '--xds-tls-cert <file>',
      'certificate chain of the xDS server (PEM); read again, like the key, when it changes',
    )
    .option('--xds-tls-key <file>', 'private key of the xDS server (PEM)')
    .option('--xds-tls-client-ca <file>', 'CA that must have signed the certificates of Envoys (PEM)')
    .option('--api-token-file <file>', 'file with tokens that the REST API accepts, one per line')
    .option(
      '--api-tls-cert <file>',
      'certificate chain of the REST API (PEM); read again, like the key, when it changes',
    )
    .option('--api-tls-key <file>', 'private key of the REST API (PEM)')
    .option(
      '--require-tokens',
      'require tokens (see fairlead generate) on loopback too; on other addresses they are always required',
    )
    .option('--allow-insecure', 'allow addresses other than loopback without TLS and tokens')
    .option(
      '--allow-insecure-xds',
      'allow this for --xds only, for example where a firewall decides who may connect',
    );
}

/**
 * readListening reads the flags and the files that they name. An address that other machines can reach uses TLS, and its
 * clients must present a token, or a client certificate: xDS hands out private keys, and REST tells what is where.
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
  if (flags.xdsAuthority !== undefined && xds.keyPair !== undefined)
    throw new Fault(
      'usage',
      '--xds-authority makes the certificate: --xds-tls-cert cannot be given beside it',
    );
  const { keyPair, clientCa } = xds;
  const isCertified = flags.xdsAuthority !== undefined;
  const xdsFlags = {
    ...flags,
    allowInsecure: flags.allowInsecure === true || flags.allowInsecureXds === true,
  };
  return {
    xds: {
      address: xds.address,
      ...guardOf(xds.address, xdsFlags, {
        isKnown: isCertified || clientCa !== undefined,
        hasCertificate: isCertified || keyPair !== undefined,
      }),
      ...(keyPair === undefined ? {} : { tls: clientCa === undefined ? keyPair : { ...keyPair, clientCa } }),
      ...filesOf(flags.xdsTlsCert, flags.xdsTlsKey, flags.xdsTlsClientCa),
    },
    api: {
      address: api.address,
      ...guardOf(api.address, flags, {
        isKnown: api.tokens !== undefined,
        hasCertificate: api.tls !== undefined,
      }),
      ...(api.tokens === undefined ? {} : { tokens: api.tokens }),
      ...(api.tls === undefined ? {} : { tls: api.tls }),
      ...filesOf(flags.apiTlsCert, flags.apiTlsKey),
    },
  };
}

/** guardOf is the protection of an address; `isKnown`: clients are authenticated by other means. */
export function guardOf(
  { isLocal }: ListenAddress,
  { allowInsecure = false, requireTokens = false }: Pick<ListenFlags, 'allowInsecure' | 'requireTokens'>,
  { isKnown, hasCertificate }: { readonly isKnown: boolean; readonly hasCertificate: boolean },
): Guarded {
  const isExposed = !isLocal && !allowInsecure;
  return {
    needsToken: requireTokens || (isExposed && !isKnown),
    makesCertificate: isExposed && !hasCertificate,
  };
}

/** readKeyPair reads the files of `<prefix>-cert` and `<prefix>-key`. */
export function readKeyPair(
  prefix: string,
  cert: string | undefined,
  key: string | undefined,
): KeyPair | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new Fault('usage', `${prefix}-cert and ${prefix}-key belong together: one of them is missing`);
  }
  return { cert: readFlagFile(`${prefix}-cert`, cert), key: readFlagFile(`${prefix}-key`, key) };
}

/** filesOf are the files that were read. */
export function filesOf(
  certFile: string | undefined,
  keyFile: string | undefined,
  clientCaFile?: string,
): Pick<Guarded, 'tlsFiles'> {
  if (certFile === undefined || keyFile === undefined) return {};
  return { tlsFiles: { certFile, keyFile, ...(clientCaFile === undefined ? {} : { clientCaFile }) } };
}

const shortestToken = 16;

/** Short tokens, which can be guessed, are refused. */
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
  return file === undefined ? undefined : readFlagFile(flag, file);
}
