import { type Graph, systemClock } from '#graph';
import type { XdsServerOptions } from '#xds';
import { type Calls, hearCalls } from './calls.ts';
import { createHealth, type Health } from './health.ts';
import { hearHealth } from './hear-health.ts';
import type { Pipeline } from './pipeline.ts';

/** HeardProxies is what proxies report besides their xDS requests: whom they call, and the health of their endpoints. */
export interface HeardProxies {
  readonly calls: Pick<Calls, 'of'>;
  readonly health: Health;
  readonly listening: Pick<XdsServerOptions, 'onLoad' | 'loadInterval' | 'onMembership'>;
  /** The last client of a view is gone. */
  departed(view: string): void;
  follow(pipeline: Pick<Pipeline, 'watched'>): void;
}

/** hearProxies collects these reports. */
export function hearProxies(
  graph: Graph,
  options: Pick<XdsServerOptions, 'loadInterval'>,
  pipeline: () => Pipeline,
): HeardProxies {
  const health = createHealth(graph, systemClock.now);
  const { told, of } = hearCalls(systemClock.now, options, () => pipeline().translation.mesh.sidecars);
  const { onMembership, onDeparture, follow } = hearHealth(graph, health);
  return {
    ...{ calls: { of }, health },
    listening: { ...told, onMembership },
    departed: onDeparture,
    follow: ({ watched }) => follow(watched),
  };
}
