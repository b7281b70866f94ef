import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { AdaptiveConcurrencySchema } from '#gen/envoy/extensions/filters/http/adaptive_concurrency/v3/adaptive_concurrency_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { AdaptiveConcurrency, HttpRule } from '#model';
import { filterInstance } from '../names.ts';
import type { FilterNeed } from './http-filter.ts';
import { switchedOn } from './switched-on.ts';

/** adaptiveConcurrency turns requests away. What it measures stands in the chain, so each policy has an instance. */
export function adaptiveConcurrency({ adaptiveConcurrency }: HttpRule): readonly FilterNeed[] {
  if (adaptiveConcurrency === undefined) return [];
  const { owner, value } = adaptiveConcurrency;
  return [
    {
      instance: filterInstance('envoy.filters.http.adaptive_concurrency', owner),
      settings: anyPack(AdaptiveConcurrencySchema, create(AdaptiveConcurrencySchema, settingsOf(value))),
      clusters: [],
      perRoute: switchedOn,
    },
  ];
}

const percent = (value: number) => ({ value });

function settingsOf(value: AdaptiveConcurrency): MessageInitShape<typeof AdaptiveConcurrencySchema> {
  const { percentile, maxLimit, updateInterval, shortest, status } = value;
  const { measuredRequests, measuredLimit, jitter, buffer } = value;
  return {
    concurrencyControllerConfig: {
      case: 'gradientControllerConfig',
      value: {
        ...(percentile === undefined ? {} : { sampleAggregatePercentile: percent(percentile) }),
        concurrencyLimitParams: {
          ...(maxLimit === undefined ? {} : { maxConcurrencyLimit: maxLimit }),
          concurrencyUpdateInterval: protobufDuration(updateInterval),
        },
        minRttCalcParams: {
          ...('fixed' in shortest
            ? { fixedValue: protobufDuration(shortest.fixed) }
            : { interval: protobufDuration(shortest.measuredEvery) }),
          ...(measuredRequests === undefined ? {} : { requestCount: measuredRequests }),
          ...(measuredLimit === undefined ? {} : { minConcurrency: measuredLimit }),
          ...(jitter === undefined ? {} : { jitter: percent(jitter) }),
          ...(buffer === undefined ? {} : { buffer: percent(buffer) }),
        },
      },
    },
    ...(status === undefined ? {} : { concurrencyLimitExceededStatus: { code: status } }),
  };
}
