import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  type AccessLogFilterSchema,
  ComparisonFilter_Op as Op,
} from '#gen/envoy/config/accesslog/v3/accesslog_pb.js';
import { ExpressionFilterSchema } from '#gen/envoy/extensions/access_loggers/filters/cel/v3/cel_pb.js';
import type { LogFilter } from '#model';
import { extension } from '../extension.ts';
import { fraction } from '../fraction.ts';
import { headerMatcher } from '../header-matcher.ts';

/** FilterInit is Envoy's filter of access log records. */
export type FilterInit = MessageInitShape<typeof AccessLogFilterSchema>;

/** allOf is the filter that lets through what all of these do; undefined where there are none. */
export function allOf(filters: readonly FilterInit[]): FilterInit | undefined {
  const [first, ...others] = filters;
  if (others.length === 0) return first;
  return { filterSpecifier: { case: 'andFilter', value: { filters: [...filters] } } };
}

/** logFilter is Envoy's filter for the requests that are recorded. */
export function logFilter(filter: LogFilter): FilterInit {
  return { filterSpecifier: specifierOf(filter) };
}

const ops = { equal: Op.EQ, 'at-least': Op.GE, 'at-most': Op.LE };

function specifierOf(filter: LogFilter): NonNullable<FilterInit['filterSpecifier']> {
  switch (filter.kind) {
    case 'status':
      return { case: 'statusCodeFilter', value: { comparison: comparisonOf(filter) } };
    case 'duration':
      return { case: 'durationFilter', value: { comparison: comparisonOf(filter) } };
    case 'no-health-check':
      return { case: 'notHealthCheckFilter', value: {} };
    case 'traced':
      return { case: 'traceableFilter', value: {} };
    case 'header':
      return { case: 'headerFilter', value: { header: headerMatcher(filter.condition) } };
    case 'flags':
      return { case: 'responseFlagFilter', value: { flags: [...filter.flags] } };
    case 'grpc':
      return {
        case: 'grpcStatusFilter',
        value: { statuses: [...filter.statuses], exclude: filter.isOthers },
      };
    case 'expression':
      return {
        case: 'extensionFilter',
        value: extension('envoy.access_loggers.extension_filters.cel', ExpressionFilterSchema, {
          expression: filter.expression,
        }),
      };
    case 'share':
      return {
        case: 'runtimeFilter',
        value: {
          runtimeKey: filter.key,
          percentSampled: fraction(filter.percent),
          useIndependentRandomness: filter.isPerRequest,
        },
      };
    case 'all':
      return { case: 'andFilter', value: { filters: filter.of.map(logFilter) } };
    case 'any':
      return { case: 'orFilter', value: { filters: filter.of.map(logFilter) } };
  }
}

/** Envoy looks into its runtime first, by a key that it requires: nobody sets ours. */
function comparisonOf({ kind, is, value }: Extract<LogFilter, { readonly kind: 'status' | 'duration' }>) {
  return { op: ops[is], value: { defaultValue: value, runtimeKey: `fairlead.log.${kind}` } };
}
