import type { Graph } from '#graph';
import type { ConditionTimes } from '#inspect';
import type { Source } from '#sources';
import type { Client } from '#xds';
import type { Calls } from './calls.ts';
import type { ControlPlaneOptions } from './control-plane-options.ts';
import type { Discovered } from './discover.ts';
import type { Health } from './health.ts';
import type { Pipeline } from './pipeline.ts';
import type { Ports } from './ports.ts';

/** ControlPlane is everything that runs between the source and the proxies. */
export interface ControlPlane
  extends Pick<Source, 'origin' | 'written'>,
    Pick<ControlPlaneOptions, 'policy'> {
  readonly graph: Graph;
  readonly pipeline: Pipeline;
  /** The bound xDS address. */
  readonly xdsAddress: string;
  clients(): readonly Client[];
  /** When conditions last changed. */
  readonly times: ConditionTimes;
  /** Where to grant the ports that listeners wait for (`watchPorts`). */
  readonly ports: Ports;
  /** Where to report what proxies say about endpoints. */
  readonly health: Health;
  /** What sidecars called. */
  readonly calls: Pick<Calls, 'of'>;
  readonly lookedUp: Discovered['lookedUp'];
  close(): Promise<void>;
}
