import { resourceKey } from '#lib/resource-ref.ts';
import { type BackendFacets, type BackendUse, partOf, type Retries, shapedUse } from '#model';
import type { AnyPolicy, BackendSettings } from '#resources';
import { attemptFacetsOf, routeFacetsOf } from './backend-settings.ts';
import type { SectionProblem } from './section-problem.ts';

/** CallShape is how one service that a policy calls is used; `key` names that use. */
export interface CallShape {
  readonly key: string;
  readonly facets: BackendFacets;
}

/** CallSettings is what a policy says about how a service is called. Times are in milliseconds. */
export interface CallSettings {
  readonly shapes: readonly CallShape[];
  readonly retries?: Retries;
  readonly timeout?: number;
  /** Settings that have no effect on such a call. */
  readonly warnings: readonly SectionProblem[];
}

/** Callee is what a service is called for: its answer, or to tell it something, which is neither awaited nor repeated. */
type Callee = 'asked' | 'told';

/** callSettings reads the settings at `path`. */
export function callSettings(
  written: BackendSettings | undefined,
  path: string,
  { ref }: Pick<AnyPolicy, 'ref'>,
  callee: Callee = 'asked',
): CallSettings {
  if (written === undefined) return { shapes: [], warnings: [] };
  const facets = attemptFacetsOf(written);
  const { retries, timeouts, hashing } = routeFacetsOf(written);
  const key = partOf(resourceKey(ref), path.replace(/^spec\./, ''));
  const at = `${path}.backendSettings`;
  const without: readonly (readonly [unknown, string])[] = [
    [hashing, 'loadBalancer.consistentHash'],
    [timeouts?.streamIdle, 'timeout.http.streamIdleTimeout'],
    ...(callee === 'told'
      ? ([
          [retries, 'retry'],
          [timeouts?.request, 'timeout.http.requestTimeout'],
        ] as const)
      : ([
          [retries?.statuses, 'retry.retryOn.httpStatusCodes'],
          [retries?.perTryTimeout, 'retry.perRetry.timeout'],
          [retries?.perPriority, 'retry.numAttemptsPerPriority'],
        ] as const)),
  ];
  return {
    shapes: Object.keys(facets).length === 0 ? [] : [{ key, facets }],
    ...(retries === undefined ? {} : { retries }),
    ...(timeouts?.request === undefined ? {} : { timeout: timeouts.request }),
    warnings: without.flatMap(([value, field]) =>
      value === undefined
        ? []
        : [
            {
              reason: 'UnsupportedValue',
              message: noEffect[callee],
              path: `${at}.${field}`,
            },
          ],
    ),
  };
}

const noEffect = {
  asked: 'has no effect on a service that a policy calls',
  told: 'has no effect on a service that telemetry is sent to',
} as const satisfies Record<Callee, string>;

/** shapedBy applies the settings to a use. */
export function shapedBy({ shapes }: CallSettings, use: BackendUse): BackendUse {
  return shapes.length === 0
    ? use
    : shapedUse(use, ({ policies = [] }) => [...shapes.map(({ key }) => key), ...policies]);
}
