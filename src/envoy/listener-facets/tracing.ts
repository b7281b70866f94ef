import type { MessageInitShape } from '@bufbuild/protobuf';
import { DatadogConfigSchema } from '#gen/envoy/config/trace/v3/datadog_pb.js';
import { OpenTelemetryConfigSchema } from '#gen/envoy/config/trace/v3/opentelemetry_pb.js';
import {
  ZipkinConfig_CollectorEndpointVersion,
  ZipkinConfigSchema,
} from '#gen/envoy/config/trace/v3/zipkin_pb.js';
import { StaticConfigResourceDetectorConfigSchema } from '#gen/envoy/extensions/tracers/opentelemetry/resource_detectors/v3/static_config_resource_detector_pb.js';
import { AlwaysOnSamplerConfigSchema } from '#gen/envoy/extensions/tracers/opentelemetry/samplers/v3/always_on_sampler_pb.js';
import { ParentBasedSamplerConfigSchema } from '#gen/envoy/extensions/tracers/opentelemetry/samplers/v3/parent_based_sampler_pb.js';
import { TraceIdRatioBasedSamplerConfigSchema } from '#gen/envoy/extensions/tracers/opentelemetry/samplers/v3/trace_id_ratio_based_sampler_pb.js';
import type { CustomTagSchema } from '#gen/envoy/type/tracing/v3/custom_tag_pb.js';
import { FractionalPercent_DenominatorType } from '#gen/envoy/type/v3/percent_pb.js';
import type { TagSource, TraceSampler, TracingProvider } from '#model';
import { extension, typedExtension } from '../extension.ts';
import { clusterName } from '../names.ts';
import type { ListenerFacet } from './listener-facet.ts';
import { grpcServiceOf } from './telemetry-service.ts';

/** tracing sends spans of requests to who collects them. */
export const tracing: ListenerFacet<'tracing'> = {
  facet: 'tracing',
  encode: ({ provider, share, clientShare, totalShare, tags, spanName, attemptName }) => ({
    manager: {
      tracing: {
        randomSampling: { value: share },
        clientSampling: { value: clientShare },
        overallSampling: { value: totalShare },
        provider: providerOf(provider),
        customTags: Object.entries(tags)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([tag, source]) => tagOf(tag, source)),
        spawnUpstreamSpan: true,
        ...(spanName === undefined ? {} : { operation: spanName }),
        ...(attemptName === undefined ? {} : { upstreamOperation: attemptName }),
      },
    },
  }),
};

function providerOf(provider: TracingProvider) {
  const collectorCluster = clusterName(provider.service.use);
  const collectorHostname = provider.service.authority;
  switch (provider.kind) {
    case 'otlp': {
      const { service, name = '', resource, sampler } = provider;
      return extension('envoy.tracers.opentelemetry', OpenTelemetryConfigSchema, {
        grpcService: grpcServiceOf(service),
        serviceName: name,
        ...(Object.keys(resource).length === 0
          ? {}
          : {
              resourceDetectors: [
                typedExtension(
                  'envoy.tracers.opentelemetry.resource_detectors.static_config',
                  StaticConfigResourceDetectorConfigSchema,
                  { attributes: { ...resource } },
                ),
              ],
            }),
        ...(sampler === undefined ? {} : { sampler: samplerOf(sampler) }),
      });
    }
    case 'zipkin':
      return extension('envoy.tracers.zipkin', ZipkinConfigSchema, {
        collectorCluster,
        collectorEndpoint: '/api/v2/spans',
        collectorHostname,
        traceId128bit: provider.longIds,
        sharedSpanContext: provider.sharesSpans,
        collectorEndpointVersion: ZipkinConfig_CollectorEndpointVersion.HTTP_JSON,
      });
    case 'datadog':
      return extension('envoy.tracers.datadog', DatadogConfigSchema, {
        collectorCluster,
        collectorHostname,
        serviceName: provider.name ?? '',
      });
  }
}

function samplerOf({ share, followsParent }: TraceSampler) {
  const own = share === 100 ? always : partly(share);
  if (!followsParent) return own;
  return typedExtension('envoy.tracers.opentelemetry.samplers.parent_based', ParentBasedSamplerConfigSchema, {
    wrappedSampler: own,
  });
}

const always = typedExtension(
  'envoy.tracers.opentelemetry.samplers.always_on',
  AlwaysOnSamplerConfigSchema,
  {},
);

function partly(share: number) {
  return typedExtension(
    'envoy.tracers.opentelemetry.samplers.trace_id_ratio_based',
    TraceIdRatioBasedSamplerConfigSchema,
    {
      samplingPercentage: {
        numerator: Math.round(share * 10_000),
        denominator: FractionalPercent_DenominatorType.MILLION,
      },
    },
  );
}

function tagOf(tag: string, source: TagSource): MessageInitShape<typeof CustomTagSchema> {
  switch (source.kind) {
    case 'literal':
      return { tag, type: { case: 'literal', value: { value: source.value } } };
    case 'format':
      return { tag, type: { case: 'value', value: source.format } };
    case 'environment':
    case 'header': {
      const value = { name: source.name, defaultValue: source.otherwise ?? '' };
      if (source.kind === 'environment') return { tag, type: { case: 'environment', value } };
      return { tag, type: { case: 'requestHeader', value } };
    }
  }
}
