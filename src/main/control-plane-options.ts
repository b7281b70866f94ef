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
  /** Default: the discoveries that ask from this machine. */
  readonly discoveries?: Discoveries;
  readonly xds: XdsListenOptions;
  readonly onPush?: (push: Push) => void;
  /** See XdsServerOptions. */
  readonly loadInterval?: number;
  readonly onNotice?: (message: string) => void;
  /** Told which clients are connected, a moment after proxies came or went. */
  readonly onClients?: (clients: readonly Client[]) => void;
  /**
   * The file, relative to the directory in which each Envoy was started, where it logs health events; see EnvoyInputs.
   * Default: none.
   */
  readonly healthEvents?: string;
  /** Which of several replicas writes status. Default: this one. */
  readonly leadership?: Leadership;
  /** The other replicas, with which what proxies have accepted is shared. Default: there are none. */
  readonly replicas?: Replicas;
  /** Where and how proxies are run for gateways; absent: they are run by others. */
  readonly workloads?: WorkloadOptions;
  /** See TranslateOptions. */
  readonly proxiesStartElsewhere?: boolean;
  /** Checks proxies' tokens; absent: every proxy is believed. */
  readonly tokens?: Tokens;
  /**
   * Issues and checks proxies' certificates: each proxy may have the view that its certificate names. Default: certificates
   * are not looked at.
   */
  readonly certifier?: GatewayCertifier;
  /** Traces changes on their way; the caller reports pushes to it. Default: no tracing. */
  readonly tracing?: Pick<ChangeTracing, 'graph' | 'settle' | 'applied'> | undefined;
  /** Listeners wait until `ports` grants their port. Default: every port may be listened on. */
  readonly watchPorts?: boolean;
}
