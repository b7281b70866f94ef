import type { Discoveries } from '#discovery';
import type { Replicas } from '#kube';
import type { Leadership } from '#lib/leadership.ts';
import type { Source } from '#sources';
import type { State } from '#state';
import type { ChangeTracing } from '#tracing';
import type { AddressPolicy } from '#translate';
import type { Client, Push, XdsListenOptions } from '#xds';
import type { GatewayCertifier } from './certify-gateways.ts';
import type { WorkloadOptions } from './run-workloads.ts';
import type { Tokens } from './tokens.ts';

/** ControlPlaneOptions is what a control plane is started with. */
export interface ControlPlaneOptions {
  readonly source: Source;
  readonly state: State;
  readonly policy: AddressPolicy;
  /** Default: those of this machine. */
  readonly discoveries?: Discoveries;
  readonly xds: XdsListenOptions;
  readonly onPush?: (push: Push) => void;
  /** See XdsServerOptions. */
  readonly loadInterval?: number;
  readonly onNotice?: (message: string) => void;
  /** Told who is connected, a moment after proxies came or went. */
  readonly onClients?: (clients: readonly Client[]) => void;
  /** File, relative to where each Envoy was started, that it tells of health in; see EnvoyInputs. Default: none. */
  readonly healthEvents?: string;
  /** Of several replicas, who writes status. Default: we do. */
  readonly leadership?: Leadership;
  /** The other replicas, and how they are told what proxies have taken. Default: there are none. */
  readonly replicas?: Replicas;
  /** Where proxies are run for gateways; left out: whoever wants some runs them. */
  readonly workloads?: WorkloadOptions;
  /** See TranslateOptions. */
  readonly proxiesStartElsewhere?: boolean;
  /** By what proxies say who they are; left out, each is believed. */
  readonly tokens?: Tokens;
  /** Who vouches for proxies: each may have what its certificate names. Default: certificates name nothing. */
  readonly certifier?: GatewayCertifier;
  /** Who follows changes on their way; whoever gives it tells it of pushes. Default: nobody. */
  readonly tracing?: Pick<ChangeTracing, 'graph' | 'settle' | 'applied'> | undefined;
  /** Listeners wait until `ports` grants theirs. Default: every port may be listened on. */
  readonly watchPorts?: boolean;
}
