import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { StatFullNameMatchInputSchema } from '#gen/envoy/extensions/matching/common_inputs/stats/v3/stats_pb.js';
import { SinkConfig_DropActionSchema } from '#gen/envoy/extensions/stat_sinks/open_telemetry/v3/open_telemetry_pb.js';
import { openTelemetrySink } from './metrics-sink.ts';

/** Messages that the sink may hold in an Any, besides those of every sink. */
export const healthSinkMessages = [SinkConfig_DropActionSchema, StatFullNameMatchInputSchema] as const;

/** The statistics that are sent: how many endpoints each cluster has, and how many of them are in use. */
const told = ['.membership_total', '.membership_healthy'];

/**
 * healthSink has an Envoy report to its control plane how many of its endpoints are in use, at each flush of statistics: some
 * 50 bytes for each of a cluster's two numbers. All other statistics are dropped.
 */
export function healthSink(proxyId: string, grpcService: object) {
  const suffixes = told.map(suffix => ({
    matchType: { case: 'singlePredicate' as const, value: named(suffix) },
  }));
  const isOther = {
    matchType: {
      case: 'notMatcher' as const,
      value: { matchType: { case: 'orMatcher' as const, value: { predicate: suffixes } } },
    },
  };
  const drop = {
    name: 'drop',
    typedConfig: anyPack(SinkConfig_DropActionSchema, create(SinkConfig_DropActionSchema)),
  };
  const onMatch = { onMatch: { case: 'action' as const, value: drop } };
  return openTelemetrySink(
    { 'fairlead.view': proxyId },
    {
      protocolSpecifier: { case: 'grpcService', value: grpcService },
      // Extracted tags would cut the name of a cluster at its first dot.
      emitTagsAsAttributes: false,
      useTagExtractedName: false,
      customMetricConversions: {
        matcherType: { case: 'matcherList', value: { matchers: [{ predicate: isOther, onMatch }] } },
      },
    },
  );
}

function named(suffix: string) {
  const input = anyPack(StatFullNameMatchInputSchema, create(StatFullNameMatchInputSchema));
  return {
    input: { name: 'name', typedConfig: input },
    matcher: {
      case: 'valueMatch' as const,
      value: { matchPattern: { case: 'suffix' as const, value: suffix } },
    },
  };
}
