import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type ConsulAgent, discoveriesAsking, type UnknownAgent } from '#discovery';
import { systemClock } from '#graph';
import type { Election, LeaseName, Replicas } from '#kube';
import { isFault } from '#lib/fault.ts';
import { hostAndPort } from '#lib/ip-address.ts';
import { type Access, makeDefaultMesh, startApiServer } from '#server';
import { joinSources, type Source } from '#sources';
import { createFileSource } from '#sources/files';
import type { Store } from '#sources/store';
import { createStateDirectory, retryingState } from '#state';
import type { AddressPolicy } from '#translate';
import type { Push, XdsListenOptions } from '#xds';
import { type ControlPlane, startControlPlane } from '../main/control-plane.ts';
import type { ControlPlaneOptions } from '../main/control-plane-options.ts';
import { inspect } from '../main/introspection.ts';
import { ownListeners } from '../main/own-listeners.ts';
import type { EventLog } from '../main/record-events.ts';
import type { WorkloadOptions } from '../main/run-workloads.ts';
import type { AdmissionOptions } from '../main/serve-admission.ts';
import { openTokens } from '../main/tokens.ts';
import type { ChosenCluster } from './cluster-flags.ts';
import { type RecordedFiles, recordControlPlane } from './control-plane-record.ts';
import type { JoinListening } from './join-flags.ts';
import type { TcpAddress } from './listen-address.ts';
import type { Guarded } from './listen-flags.ts';
import type { LiveLines } from './live/live-lines.ts';
import { openGuards } from './open-guards.ts';
import { type Joining, openJoining } from './open-joining.ts';
import { openTracing } from './open-tracing.ts';
import { renewCertificates } from './renewed-certificates.ts';
import { servedPlaces } from './served-places.ts';
import type { XdsAuthority } from './workload-flags.ts';

export interface RunOptions {
  /** Files and directories to follow. */
  readonly paths: readonly string[];
  /** The file of the store behind the REST API; absent: the API is read-only. */
  readonly store?: string;
  /** The cluster that is followed, and written status to. */
  readonly kubernetes?: ChosenCluster;
  /** Of several replicas with the same Lease, its holder writes to the cluster. Default: this one does. */
  readonly lease?: LeaseName;
  /** How to run proxies for the cluster's Gateways; absent: none are run. */
  readonly workloads?: WorkloadOptions;
  /** The authority for TLS with those proxies; absent: see `xds`. */
  readonly xdsAuthority?: XdsAuthority;
  /** The server that API servers ask before they accept what users write; absent: none. */
  readonly admission?: AdmissionOptions;
  readonly stateDirectory: string;
  readonly policy: AddressPolicy;
  readonly xds: XdsListenOptions & Partial<Guarded>;
  readonly api: Partial<Guarded> & {
    readonly address: TcpAddress;
    readonly tokens?: Access['tokens'];
    readonly tls?: { readonly cert: string; readonly key: string };
  };
  /** The server where proxies of workloads join; absent: none. */
  readonly join?: JoinListening;
  readonly live: LiveLines;
  /** The DNS servers to ask; absent: those of this machine. */
  readonly dnsServers?: readonly string[];
  /** The Consul agent to ask for the catalogue; absent: one on this machine. */
  readonly consul?: ConsulAgent | UnknownAgent;
  /** See ControlPlaneOptions. */
  readonly proxiesStartElsewhere?: boolean;
  readonly watchPorts?: boolean;
  readonly healthEvents?: string;
  /** Told of each response that a proxy acknowledged or refused. */
  readonly onPush?: (push: Push) => void;
}

/**
 * RunningControlPlane is a control plane over files, a store and a cluster, with a REST API that `get` and `explain` find by
 * themselves.
 */
export interface RunningControlPlane {
  readonly controlPlane: ControlPlane;
  /** `http://127.0.0.1:18001` */
  readonly api: string;
  /** The URL where proxies of workloads join. */
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
    ...(options.kubernetes === undefined
      ? {}
      : {
          writeElsewhere: `write to the cluster ${options.kubernetes.cluster.name} (kubectl apply), which every replica follows`,
        }),
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
  const certificates = renewCertificates(live);
  let controlPlane: ControlPlane | undefined;
  let joining: Joining | undefined;
  let replication: Replication | undefined;
  let admission: { close(): Promise<void> } | undefined;
  let events: EventLog | undefined;
  let certified: Awaited<ReturnType<typeof openCertifier>> | undefined;
  try {
    certificates.follow(api, server.renew);
    if (options.join !== undefined) {
      joining = await openJoining({
        ...{ ...options.join, state, controlPlane: () => controlPlane, onNotice },
        ...(options.join.needsToken ? { tokens } : {}),
        ...guards.tlsOf(options.join),
        ...guards.xdsTls,
      });
      certificates.follow(options.join, joining.renew);
    }
    certified = await openCertifier(options, (gateway, problem) => events?.gatewayProblem(gateway, problem));
    replication = await openReplication(options, onNotice);
    const tracing = await openTracing(process.env, onNotice);
    controlPlane = await startControlPlane({
      // In order of precedence, for objects that several sources hold.
      source: joinSources([
        ...(paths.length === 0
          ? []
          : [createFileSource({ paths, state, onError: fault => live.say('!', fault.message) })]),
        ...(store === undefined ? [] : [store.source()]),
        ...(await followCluster(options.kubernetes, onNotice)),
        ...(joining === undefined ? [] : [joining.source]),
      ]),
      state,
      ...(replication === undefined
        ? {}
        : { leadership: replication.election, replicas: replication.replicas }),
      policy: { ...policy, ownListeners: ownListeners(hostAndPort(api.address.host, server.port)) },
      xds: {
        ...{ ...xds, ...guards.tlsOf(xds) },
        renewals: renew => certificates.follow(xds, renew),
        ...certified.xds,
      },
      ...certified.beside,
      ...(xds.needsToken === true ? { tokens } : {}),
      discoveries: discoveriesAsking({ ...policy, ...options }),
      tracing,
      onPush: push => {
        inspection.onPush(push);
        live.onPush(push);
        tracing?.pushed(push);
        options.onPush?.(push);
      },
      onNotice,
      onClients: clients => {
        live.onClients(clients);
        joining?.follow(clients);
      },
      ...(options.proxiesStartElsewhere === true ? { proxiesStartElsewhere: true } : {}),
      ...(options.watchPorts === undefined ? {} : { watchPorts: options.watchPorts }),
      ...(options.healthEvents === undefined ? {} : { healthEvents: options.healthEvents }),
    });
    events = await openEvents(options, controlPlane, replication?.election);
    admission = await openAdmission(options, controlPlane, replication?.election);
    replication?.election.start();
    introspection = inspection.of(controlPlane);
    live.follow(controlPlane);
    tracing?.follow(controlPlane.clients);
    const forget = record(fromHere(server.url), options, guards.files);
    const running = controlPlane;
    const { certifier } = certified.beside;
    return {
      controlPlane: running,
      api: server.url,
      ...(joining === undefined ? {} : { join: joining.url }),
      close: async () => {
        live.stop();
        certificates.close();
        forget();
        const spansSent = tracing?.close();
        await Promise.all([server.close(), joining?.close(), admission?.close(), running.close()]);
        certifier?.close();
        await events?.close();
        await replication?.election.close();
        await store?.close();
        options.kubernetes?.cluster.close();
        await spansSent;
      },
    };
  } catch (error) {
    certificates.close();
    certified?.beside.certifier?.close();
    await Promise.all([
      ...[server.close(), joining?.close(), store?.close()],
      controlPlane === undefined ? state.close() : controlPlane.close(),
    ]);
    throw error;
  }
}

/** With a certifier, clients of the xDS server are asked for the certificates that it issues. */
async function openCertifier(
  { workloads, xdsAuthority, live: { onNotice } }: RunOptions,
  onProblem: NonNullable<WorkloadOptions['onProblem']>,
): Promise<{
  readonly xds: Pick<XdsListenOptions, 'tls' | 'renewals'>;
  readonly beside: Pick<ControlPlaneOptions, 'workloads' | 'certifier'>;
}> {
  if (workloads === undefined) return { xds: {}, beside: {} };
  if (xdsAuthority === undefined) return { xds: {}, beside: { workloads: { ...workloads, onProblem } } };
  const { certifyGateways } = await import('../main/certify-gateways.ts');
  const { cluster, proxies } = workloads;
  const certifier = await certifyGateways({ ...xdsAuthority, cluster, onNotice });
  return {
    xds: {
      tls: certifier.tls,
      renewals: renew => certifier.subscribe(() => renew(certifier.tls)),
    },
    beside: { certifier, workloads: { ...workloads, onProblem, proxies: { ...proxies, certifier } } },
  };
}

async function openEvents(
  { kubernetes, live }: RunOptions,
  controlPlane: ControlPlane,
  leadership: Election | undefined,
): Promise<EventLog | undefined> {
  if (kubernetes === undefined) return undefined;
  const { recordEvents } = await import('../main/record-events.ts');
  const { cluster, controller } = kubernetes;
  return recordEvents({ controlPlane, cluster, controller, leadership, onNotice: live.onNotice });
}

/** Opened after the control plane has started, so that a review sees everything that is there. */
async function openAdmission(
  { admission, live }: RunOptions,
  controlPlane: ControlPlane,
  leadership: Election | undefined,
): Promise<{ close(): Promise<void> } | undefined> {
  if (admission === undefined) return undefined;
  const { serveAdmission } = await import('../main/serve-admission.ts');
  const { onNotice } = live;
  const server = await serveAdmission(admission, controlPlane, { leadership, onNotice });
  live.say('·', `API servers may ask at ${server.url}`);
  return server;
}

/** Replication is how several replicas share the work: which of them writes, and what the proxies of each have accepted. */
interface Replication {
  /** Started once everything is served: a replica that led earlier would have nothing to write. */
  readonly election: Election;
  readonly replicas: Replicas;
}

async function openReplication(
  { kubernetes, lease }: RunOptions,
  onNotice: (message: string) => void,
): Promise<Replication | undefined> {
  if (kubernetes === undefined || lease === undefined) return undefined;
  const { Election, Replicas } = await import('#kube');
  const who = { cluster: kubernetes.cluster, lease, identity: `${hostname()}_${randomUUID()}`, onNotice };
  const election = new Election(who);
  return { election, replicas: new Replicas({ ...who, leadership: election }) };
}

async function followCluster(
  chosen: ChosenCluster | undefined,
  onNotice: (message: string) => void,
): Promise<readonly Source[]> {
  if (chosen === undefined) return [];
  const { createKubernetesSource } = await import('#sources/kubernetes');
  return [createKubernetesSource({ ...chosen, onNotice })];
}

/** SQLite is native code, so it is loaded only where there is a store. */
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

/** Replaces an address that stands for all (`0.0.0.0`), as no certificate can be for it. */
function fromHere(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

/** Without a record, clients need --api to find us; but a full disk is no reason not to serve. */
function record(api: string, options: RunOptions, files: RecordedFiles): () => void {
  try {
    return recordControlPlane(api, servedPlaces(options), files);
  } catch (error) {
    if (!isFault(error)) throw error;
    options.live.onNotice(`${error.message}: get and explain find this control plane only with --api ${api}`);
    return () => {};
  }
}
