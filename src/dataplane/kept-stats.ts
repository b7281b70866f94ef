import type { MessageInitShape } from '@bufbuild/protobuf';
import type { StatsConfigSchema } from '#gen/envoy/config/metrics/v3/stats_pb.js';
import type { StringMatcherSchema } from '#gen/envoy/type/matcher/v3/string_pb.js';
import type { CountedName, ProxyMetrics } from '#lib/proxy-metrics.ts';

/** Statistics of Envoy itself and of its listeners: few, whatever the number of backends. */
const keptPrefixes = [
  'server.',
  'main_thread.',
  'cluster_manager.',
  'listener_manager.',
  'control_plane.',
  'overload.',
  'runtime.',
  'listener.',
  'http.',
  'vhost.',
  'sds.',
];

/**
 * The statistics that operators and status read for each cluster. Envoy keeps some 110 for each, and most are never looked
 * at: with all of them a cluster costs 51 KB, with these and lazy creation 26 KB, with none at all 24 KB (2 workers, Envoy
 * 1.40).
 */
const keptPerCluster = [
  'membership_total',
  'membership_healthy',
  'upstream_cx_active',
  'upstream_cx_total',
  'upstream_cx_connect_fail',
  'upstream_cx_overflow',
  'upstream_rq_active',
  'upstream_rq_total',
  'upstream_rq_completed',
  'upstream_rq_2xx',
  'upstream_rq_3xx',
  'upstream_rq_4xx',
  'upstream_rq_5xx',
  'upstream_rq_time',
  'upstream_rq_timeout',
  'upstream_rq_retry',
  'upstream_rq_pending_overflow',
  'update_success',
  'update_failure',
  'health_check.failure',
  'outlier_detection.ejections_active',
];

/** The statistics that we read ourselves, whatever else is counted. */
const ownPerCluster = ['membership_total', 'membership_healthy'];

/** keptStats is the inclusion list of the bootstrap: what is not on it costs Envoy nothing. */
export function keptStats({
  counted,
  countedBesides = [],
}: Pick<ProxyMetrics<never>, 'counted' | 'countedBesides'> = {}): MessageInitShape<typeof StatsConfigSchema> {
  const patterns =
    counted === undefined
      ? [...keptPrefixes.map(prefixed), ...keptPerCluster.map(ending)]
      : [...counted.map(matching), ...ownPerCluster.map(ending)];
  return {
    statsMatcher: {
      statsMatcher: {
        case: 'inclusionList',
        value: { patterns: [...patterns, ...countedBesides.map(ending)] },
      },
    },
  };
}

const prefixed = (value: string) => matching({ kind: 'prefix', value });
const ending = (name: string) => matching({ kind: 'suffix', value: `.${name}` });

function matching({ kind, value }: CountedName): MessageInitShape<typeof StringMatcherSchema> {
  if (kind === 'regex') return { matchPattern: { case: 'safeRegex', value: { regex: value } } };
  return { matchPattern: { case: kind, value } };
}
