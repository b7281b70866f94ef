import { renderProxy, staticBootstrap } from '#envoy/printing';
import type { GraphOptions } from '#graph';
import type { AddressPolicy } from '#translate';
import { resourcesByProxy } from '../../src/main/evaluation.ts';
import { type HandFed, handFed } from '../../src/main/testing/hand-fed.ts';

/**
 * ownMachine is the policy of one's own machine: loopback addresses, any unix socket, patches, and the Backend `rate-limits`
 * as the rate limit service.
 */
export const ownMachine: AddressPolicy = {
  allowsPatches: true,
  allowed: new Set(['loopback']),
  socketDirectories: 'any',
  refusedSockets: [],
  rateLimitService: {
    backends: [
      {
        group: 'gateway.envoyproxy.io',
        kind: 'Backend',
        namespace: 'default',
        name: 'rate-limits',
        weight: 1,
      },
    ],
    timeout: 1_000,
    failsClosed: false,
  },
};

/** Evaluation is the result of some documents on one's own machine. */
export interface Evaluation extends HandFed {
  /** Everything that would be sent and reported, in a fixed order. */
  outcome(): Outcome;
}

export interface Outcome {
  readonly proxies: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
  readonly findings: Readonly<Record<string, unknown>>;
}

export function evaluate(
  text = '',
  options: GraphOptions = {},
  policy: AddressPolicy = ownMachine,
): Evaluation {
  const fed = handFed(policy, options);
  const { pipeline } = fed;
  fed.put(text);
  return {
    ...fed,
    outcome: () => ({
      proxies: Object.fromEntries(
        [...resourcesByProxy(pipeline)].map(([id, resources]) => [id, renderProxy(resources)]),
      ),
      status: sorted(pipeline.status.statuses.entries()),
      findings: sorted(pipeline.status.findings.entries()),
    }),
  };
}

export function bootstrapsOf({ pipeline }: Evaluation): unknown[] {
  return [...resourcesByProxy(pipeline)].map(([id, resources]) => staticBootstrap(id, resources));
}

function sorted(entries: Iterable<[string, unknown]>): Record<string, unknown> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
