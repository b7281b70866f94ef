import { discoveriesAsking } from '#discovery';
import { systemClock } from '#graph';
import { isFault } from '#lib/fault.ts';
import { hostAndPort } from '#lib/ip-address.ts';
import { type Access, makeDefaultMesh, startApiServer } from '#server';
import { joinSources } from '#sources';
import { createFileSource } from '#sources/files';
import type { Store } from '#sources/store';
import { createStateDirectory, retryingState } from '#state';
import type { AddressPolicy } from '#translate';
import type { Push, XdsListenOptions } from '#xds';
import { type ControlPlane, startControlPlane } from '../main/control-plane.ts';
import { inspect } from '../main/introspection.ts';
import { ownListeners } from '../main/own-listeners.ts';
import { openTokens } from '../main/tokens.ts';
import { type RecordedFiles, recordControlPlane } from './control-plane-record.ts';
import type { JoinListening } from './join-flags.ts';
import type { TcpAddress } from './listen-address.ts';
import type { Guarded } from './listen-flags.ts';
import type { LiveLines } from './live/live-lines.ts';
import { openGuards } from './open-guards.ts';
import { type Joining, openJoining } from './open-joining.ts';

export interface RunOptions {
  /** Files and directories to follow. */
  readonly paths: readonly string[];
  /** The file of the store behind the REST API; without one that is read-only. */
  readonly store?: string;
  readonly stateDirectory: string;
  readonly policy: AddressPolicy;
  readonly xds: XdsListenOptions & Partial<Guarded>;
  readonly api: Partial<Guarded> & {
    readonly address: TcpAddress;
    readonly tokens?: Access['tokens'];
    readonly tls?: { readonly cert: string; readonly key: string };
  };
  /** Where proxies of workloads join; absent: nowhere. */
  readonly join?: JoinListening;
  readonly live: LiveLines;
  /** DNS servers that are asked, where not those of this machine. */
  readonly dnsServers?: readonly string[];
  /** See ControlPlaneOptions. */
  readonly watchPorts?: boolean;
  readonly healthEvents?: string;
  /** Told of each response that a proxy answered. */
  readonly onPush?: (push: Push) => void;
}

/** RunningControlPlane is a control plane over files and a store with its REST API, which `get` and `explain` find by themselves. */
export interface RunningControlPlane {
  readonly controlPlane: ControlPlane;
  /** `http://127.0.0.1:18001` */
  readonly api: string;
  /** Where proxies of workloads join. */
  readonly join?: string;
  /** Ends everything; the state is on disk then. */
  close(): Promise<void>;
}

/** runControlPlane resolves when everything that was there is served. Until then the API answers that it is not ready. */
export async function runControlPlane(options: RunOptions): Promise<RunningControlPlane> {
  const { paths, stateDirectory, policy, xds, api, live } = options;
  const { onNotice } = live;
  const store = await openStoreAt(options.store, onNotice);
  const directory = createStateDirectory(stateDirectory, { onWarning: onNotice });
  const state = retryingState(directory, { clock: systemClock, onNotice });
  const tokens = await openTokens({ state, now: systemClock.now, onNotice });
  const guards = await openGuards(options, { state, tokens });
  const inspection = inspect();
  let introspection: ReturnType<typeof inspection.of> | undefined;
  const server = await startApiServer({
    introspection: () => introspection,
    ...(store === undefined ? {} : { store }),
    host: api.address.host,
    port: api.address.port,
    access: {
      isLocal: api.address.isLocal,
      ...(api.tokens === undefined ? {} : { tokens: api.tokens }),
      ...(api.needsToken === true ? { userOf: guards.userOf } : {}),
    },
    tokens,
    ...guards.tlsOf(api),
    onBug: error => onNotice(`bug: the REST API failed: ${String(error)}`),
  });
  let controlPlane: ControlPlane | undefined;
  let joining: Joining | undefined;
  try {
    if (options.join !== undefined) {
      joining = await openJoining({
        ...{ ...options.join, state, controlPlane: () => controlPlane, onNotice },
        ...(options.join.needsToken ? { tokens } : {}),
        ...guards.tlsOf(options.join),
        ...guards.xdsTls,
      });
    }
    controlPlane = await startControlPlane({
      // In order of precedence, where two hold one object.
      source: joinSources([
        ...(paths.length === 0
          ? []
          : [createFileSource({ paths, state, onError: fault => live.say('!', fault.message) })]),
        ...(store === undefined ? [] : [store.source()]),
        ...(joining === undefined ? [] : [joining.source]),
      ]),
      state,
      policy: { ...policy, ownListeners: ownListeners(hostAndPort(api.address.host, server.port)) },
      xds: { ...xds, ...guards.tlsOf(xds) },
      ...(xds.needsToken === true ? { tokens } : {}),
      discoveries: discoveriesAsking(options.dnsServers),
      onPush: push => {
        inspection.onPush(push);
        live.onPush(push);
        options.onPush?.(push);
      },
      onNotice,
      onClients: clients => {
        live.onClients(clients);
        joining?.follow(clients);
      },
      ...(options.watchPorts === undefined ? {} : { watchPorts: options.watchPorts }),
      ...(options.healthEvents === undefined ? {} : { healthEvents: options.healthEvents }),
    });
    introspection = inspection.of(controlPlane);
    live.follow(controlPlane);
    const forget = record(fromHere(server.url), options, guards.files);
    const running = controlPlane;
    return {
      controlPlane: running,
      api: server.url,
      ...(joining === undefined ? {} : { join: joining.url }),
      close: async () => {
        live.stop();
        forget();
        await Promise.all([server.close(), joining?.close(), running.close()]);
        await store?.close();
      },
    };
  } catch (error) {
    await Promise.all([server.close(), joining?.close(), state.close(), store?.close()]);
    throw error;
  }
}

/** SQLite is native code: who has no store does not load it. */
async function openStoreAt(
  file: string | undefined,
  onWarning: (message: string) => void,
): Promise<Store | undefined> {
  if (file === undefined) return undefined;
  const { openStore } = await import('#sources/store');
  const store = openStore(file, { onWarning });
  await makeDefaultMesh(store);
  return store;
}

/** An address that stands for all is none that a certificate could be for. */
function fromHere(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

/** Without a record we are found by --api alone: a full disk is no reason not to serve. */
function record(api: string, { paths, store, live }: RunOptions, files: RecordedFiles): () => void {
  try {
    return recordControlPlane(api, store === undefined ? paths : [...paths, store], files);
  } catch (error) {
    if (!isFault(error)) throw error;
    live.onNotice(`${error.message}: get and explain find this control plane only with --api ${api}`);
    return () => {};
  }
}
