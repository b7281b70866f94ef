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
import type { TraceSampler, TracingProvider } from '#model';
import { extension, typedExtension } from '../extension.ts';
import { fraction } from '../fraction.ts';
import { clusterName } from '../names.ts';
import { traceTags } from '../trace-tags.ts';
import type { ListenerFacet } from './listener-facet.ts';
import { grpcServiceOf } from './telemetry-service.ts';

const { HTTP_JSON, HTTP_PROTO } = ZipkinConfig_CollectorEndpointVersion;

/** tracing sends spans of requests to a collector. */
export const tracing: ListenerFacet<'tracing'> = {
  facet: 'tracing',
  encode: ({
    provider,
    share,
    clientShare,
    totalShare,
    onlyRequests,
    tags,
    verbose,
    longestPath,
    spanName,
    attemptName,
  }) => ({
    manager: {
      tracing: {
        randomSampling: { value: share },
        clientSampling: { value: clientShare },
        overallSampling: { value: totalShare },
        provider: providerOf(provider),
        customTags: traceTags(tags),
        spawnUpstreamSpan: onlyRequests !== true,
        ...(verbose === undefined ? {} : { verbose }),
        ...(longestPath === undefined ? {} : { maxPathTagLength: longestPath }),
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
        collectorEndpoint: provider.path ?? '/api/v2/spans',
        collectorHostname,
        traceId128bit: provider.longIds,
        sharedSpanContext: provider.sharesSpans,
        collectorEndpointVersion: provider.isBinary === true ? HTTP_PROTO : HTTP_JSON,
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
    { samplingPercentage: fraction(share) },
  );
}
