import type { Caller } from '#server';
import type { State } from '#state';
import { adminGroup } from '#tokens';
import type { Tokens } from '../main/tokens.ts';
import { keepAdminToken } from './admin-token.ts';
import type { RecordedFiles } from './control-plane-record.ts';
import type { Guarded, KeyPair } from './listen-flags.ts';
import { ownCertificate } from './own-certificate.ts';

interface Listening extends Partial<Guarded> {
  readonly tls?: KeyPair & { readonly clientCa?: string };
}

/** GuardedServers are the servers of a control plane, as configured. */
export interface GuardedServers {
  readonly stateDirectory: string;
  readonly xds: Listening;
  readonly api: Listening & {
    readonly tokens?: readonly string[] | undefined;
    readonly address: { readonly host: string };
  };
  readonly join?: Listening;
  readonly live: { say(mark: string, line: string): void };
}

/** Guards are the certificates and tokens that protect these servers. */
export interface Guards {
  tlsOf(listening: Listening): { readonly tls?: KeyPair & { readonly clientCa?: string } };
  /** How proxies verify the xDS server; absent where it does not use TLS. */
  readonly xdsTls: { readonly xdsTls?: { readonly ca?: string } };
  readonly userOf: (token: string) => Promise<Caller | { readonly problem: string }>;
  /** The files that give people on this machine access. */
  readonly files: RecordedFiles;
}

/** openGuards makes the certificates and tokens that are missing, and reports where they are. */
export async function openGuards(
  { stateDirectory, xds, api, join, live }: GuardedServers,
  { state, tokens }: { readonly state: State; readonly tokens: Tokens },
): Promise<Guards> {
  const makes = [xds, api, join].some(one => one?.makesCertificate === true);
  const own = makes ? await ownCertificate(state, stateDirectory, [api.address.host]) : undefined;
  if (own !== undefined)
    live.say('·', `clients know this control plane by ${own.file}: give it as --ca-cert-file`);
  const tokenFile =
    api.needsToken === true && api.tokens === undefined
      ? await keepAdminToken(tokens, stateDirectory)
      : undefined;
  if (tokenFile !== undefined) live.say('·', `a token that may do everything is in ${tokenFile}`);
  return {
    tlsOf: ({ tls, makesCertificate }) => {
      if (tls !== undefined) return { tls };
      return own === undefined || makesCertificate !== true ? {} : { tls: { cert: own.cert, key: own.key } };
    },
    xdsTls: {
      ...(xds.tls === undefined ? {} : { xdsTls: {} }),
      ...(own === undefined || xds.makesCertificate !== true ? {} : { xdsTls: { ca: own.authority } }),
    },
    userOf: async token => {
      const found = await tokens.checkUser(token);
      if ('problem' in found) return found;
      return { name: found.user.name, mayChange: found.user.groups.includes(adminGroup) };
    },
    files: {
      ...(tokenFile === undefined ? {} : { tokenFile }),
      ...(own === undefined || api.makesCertificate !== true ? {} : { caCertFile: own.file }),
    },
  };
}
