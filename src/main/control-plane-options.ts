import type { Discoveries } from '#discovery';
import type { Source } from '#sources';
import type { State } from '#state';
import type { AddressPolicy } from '#translate';
import type { Client, Push, XdsListenOptions } from '#xds';
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
  readonly onNotice?: (message: string) => void;
  /** Told who is connected, a moment after proxies came or went. */
  readonly onClients?: (clients: readonly Client[]) => void;
  /** File, relative to where each Envoy was started, that it tells of health in; see EnvoyInputs. Default: none. */
  readonly healthEvents?: string;
  /** By what proxies say who they are; left out, each is believed. */
  readonly tokens?: Tokens;
  /** Listeners wait until `ports` grants theirs. Default: every port may be listened on. */
  readonly watchPorts?: boolean;
}
