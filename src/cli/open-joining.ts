import { hostAndPort } from '#lib/ip-address.ts';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import { type JoinServer, startJoinServer } from '#server';
import type { Source } from '#sources';
import { type ConnectedProxy, createJoinedDataplanes } from '#sources/joined';
import type { State } from '#state';
import type { ControlPlane } from '../main/control-plane.ts';
import { takeOnProxies } from '../main/take-on-proxies.ts';
import type { Tokens } from '../main/tokens.ts';
import type { JoinListening } from './join-flags.ts';

export interface JoiningOptions extends JoinListening {
  readonly state: State;
  /** undefined until it serves: before that nobody can join. */
  readonly controlPlane: () => ControlPlane | undefined;
  /** The authority by which proxies verify the xDS server; absent where it does not use TLS. */
  readonly xdsTls?: { readonly ca?: string };
  /** Checks the tokens of proxies; absent: whoever can connect may join. */
  readonly tokens?: Tokens;
  readonly onNotice: (message: string) => void;
}

/** Joining is the server where proxies of workloads join, and the source of the Dataplanes that they brought. */
export interface Joining extends Pick<JoinServer, 'url' | 'renew'> {
  readonly source: Source;
  readonly follow: (clients: readonly ConnectedProxy[]) => void;
  close(): Promise<void>;
}

/** openJoining restores the Dataplanes that had joined before, and listens. */
export async function openJoining(options: JoiningOptions): Promise<Joining> {
  const { address, tls, tellsHealth, state, controlPlane, xdsTls, tokens, onNotice } = options;
  const joined = createJoinedDataplanes({ state });
  await joined.restore();
  const server: JoinServer = await startJoinServer({
    ...{ host: address.host, port: address.port },
    ...(tls === undefined ? {} : { tls }),
    ...takeOnProxies({
      joined,
      xdsAddress: () => controlPlane()?.xdsAddress,
      dataplanes: () => controlPlane()?.pipeline.inputs.of('kuma/Dataplane'),
      meshOf: name =>
        controlPlane()
          ?.pipeline.inputs.of('kuma/Mesh')
          .get(resourceKey({ group: 'kuma.io', kind: 'Mesh', zone: localZone, namespace: '', name })),
      ...(xdsTls === undefined ? {} : { xdsTls }),
      ...(tellsHealth === true ? { tellsHealth } : {}),
      ...(tokens === undefined ? {} : { tokens }),
    }),
    onBug: error =>
      onNotice(`bug: joining at ${hostAndPort(address.host, address.port)} failed: ${String(error)}`),
  });
  return {
    url: server.url,
    renew: server.renew,
    source: joined.source,
    follow: joined.follow,
    async close() {
      joined.stop();
      await server.close();
    },
  };
}
