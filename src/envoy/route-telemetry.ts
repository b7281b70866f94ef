import type { MessageInitShape } from '@bufbuild/protobuf';
import type { RouteSchema } from '#gen/envoy/config/route/v3/route_components_pb.js';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { HttpRule } from '#model';
import { fraction } from './fraction.ts';
import { traceTags } from './trace-tags.ts';

type Told = Pick<
  Extract<MessageInitShape<typeof RouteSchema>, { readonly $typeName?: never }>,
  'statPrefix' | 'tracing'
>;

/** routeTelemetry is the telemetry of the requests that a rule takes: statistics under a name of their own, and spans. */
export function routeTelemetry(
  { name = '', statistics, traces }: HttpRule,
  route: ResourceKey,
  rule: number,
): Told {
  return {
    ...(statistics === undefined ? {} : { statPrefix: named(statistics.name, route, name, rule) }),
    ...(traces === undefined
      ? {}
      : {
          tracing: {
            customTags: traceTags(traces.tags),
            ...(traces.share === undefined ? {} : { randomSampling: fraction(traces.share) }),
            ...(traces.clientShare === undefined ? {} : { clientSampling: fraction(traces.clientShare) }),
            ...(traces.totalShare === undefined ? {} : { overallSampling: fraction(traces.totalShare) }),
            ...(traces.spanName === undefined ? {} : { operation: traces.spanName }),
            ...(traces.attemptName === undefined ? {} : { upstreamOperation: traces.attemptName }),
          },
        }),
  };
}

function named(pattern: string, route: ResourceKey, name: string, rule: number): string {
  const ref = parseResourceKey(route);
  const operators: Readonly<Record<string, string>> = {
    ROUTE_KIND: ref.kind.toLowerCase(),
    ROUTE_NAMESPACE: ref.namespace,
    ROUTE_NAME: ref.name,
    ROUTE_RULE_NAME: name,
    ROUTE_RULE_NUMBER: String(rule),
  };
  return pattern.replace(/%([A-Z_]+)%/g, (written, operator: string) => operators[operator] ?? written);
}
