import { resourceKey } from '#lib/resource-ref.ts';
import type { ListenerFacets, TraceSampler, TracingProvider } from '#model';
import type { EnvoyProxy, WrittenTracing } from '#resources';
import { given } from '../policies/given.ts';
import type { CallContext } from '../policies/policy-kind.ts';
import { percentOf, tagsOf } from '../traced.ts';
import type { Part } from './part.ts';
import { type ToldService, toldService } from './told-service.ts';

type Provider = WrittenTracing['provider'];

/** tracing reads where an EnvoyProxy sends spans, and of which requests. */
export function tracing(
  written: WrittenTracing,
  proxy: EnvoyProxy,
  context: CallContext,
): Part<ListenerFacets> {
  const { provider, samplingRate, samplingFraction, spanName } = written;
  const protocol = provider.type === 'OpenTelemetry' ? 'http2' : 'http1';
  const found = toldService(provider, 'spec.telemetry.tracing.provider', proxy, context, protocol);
  if ('problem' in found) return { facets: {}, hosts: [], problems: [{ part: 'tracing', ...found.problem }] };
  return {
    facets: {
      tracing: {
        origin: resourceKey(proxy.ref),
        provider: providerOf(provider, found),
        share: percentOf(samplingFraction) ?? samplingRate ?? 100,
        clientShare: percentOf(written.clientSamplingFraction) ?? 100,
        totalShare: percentOf(written.overallSamplingFraction) ?? 100,
        tags: tagsOf(written),
        ...given({ spanName: spanName?.server, attemptName: spanName?.client }),
      },
    },
    hosts: found.host === undefined ? [] : [found.host],
    calls: [found.settings],
    problems: [],
  };
}

function providerOf(
  { type, serviceName, openTelemetry, zipkin }: Provider,
  { service }: Extract<ToldService, { service: unknown }>,
): TracingProvider {
  const named = given({ name: serviceName });
  switch (type) {
    case 'OpenTelemetry': {
      const { headers = [], resourceAttributes = {}, sampler } = openTelemetry ?? {};
      const sent = Object.fromEntries(headers.map(({ name, value }) => [name, value]));
      return {
        kind: 'otlp',
        service: { ...service, ...(headers.length === 0 ? {} : { headers: sent }) },
        ...named,
        resource: { ...resourceAttributes },
        ...given({ sampler: sampler && samplerOf(sampler) }),
      };
    }
    case 'Zipkin': {
      const { enable128BitTraceId = false, disableSharedSpanContext = false } = zipkin ?? {};
      return {
        kind: 'zipkin',
        service,
        longIds: enable128BitTraceId,
        sharesSpans: !disableSharedSpanContext,
      };
    }
    case 'Datadog':
      return { kind: 'datadog', service, ...named };
  }
}

function samplerOf({
  type,
  samplingPercentage,
}: NonNullable<NonNullable<Provider['openTelemetry']>['sampler']>): TraceSampler {
  const followsParent = type.startsWith('ParentBased');
  switch (type) {
    case 'AlwaysOn':
    case 'ParentBasedAlwaysOn':
      return { share: 100, followsParent };
    case 'AlwaysOff':
    case 'ParentBasedAlwaysOff':
      return { share: 0, followsParent };
    case 'TraceIdRatio':
    case 'ParentBasedTraceIdRatio':
      return { share: percentOf(samplingPercentage) ?? 100, followsParent };
  }
}
