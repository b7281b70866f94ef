import { type Words, within } from '../../reference/words.ts';
import { healthCheckLogWords } from './backend-settings.ts';
import { providerWords } from './provider.ts';
import { tlsParameterWords } from './tls-parameters.ts';
import { tracedWords } from './traced.ts';

/** told are the fields of who is told of traffic. */
const told: Words = {
  backendRef: 'Who is told.',
  'backendRefs[]': 'Who is told; one of them, and those that take over from it.',
};

const calledByHost: Words = {
  ...told,
  host: 'Who is told, by name or address, where nobody wrote a backend.',
  port: 'The port of that host; left out: 4317.',
};

const headers: Words = {
  'headers[]': 'Headers that go along.',
  'headers[].name': 'The header’s name.',
  'headers[].value': 'Its value.',
};

const sink: Words = {
  type: 'Whether to a file, to a service of Envoy’s own records, or to one of OpenTelemetry’s.',
  file: 'A file on the proxy’s machine.',
  'file.path': 'Its path, such as `/dev/stdout`.',
  als: 'A service that takes Envoy’s own records over gRPC.',
  ...within('als', told),
  'als.backendRefs[].weight': 'Its share of the sum of all weights; 0 gets nothing.',
  'als.backendRefs[].fallback': 'Whether it takes over while those before it are down.',
  'als.logName': 'What the service is told they are; left out: namespace and name of this object.',
  'als.type': 'Records of requests (`HTTP`) or of connections (`TCP`).',
  'als.http': 'What else of requests is recorded.',
  'als.http.requestHeaders': 'Headers of the request.',
  'als.http.responseHeaders': 'Headers of the answer.',
  'als.http.responseTrailers': 'Trailers of the answer.',
  openTelemetry: 'A service that takes OpenTelemetry’s records over gRPC.',
  ...within('openTelemetry', { ...calledByHost, ...headers }),
  'openTelemetry.resources': 'What the records are of, as attributes of OpenTelemetry’s resource.',
  'openTelemetry.resourceAttributes': 'The same.',
};

const accessLog: Words = {
  '': 'The records that are kept of what passed. Without `settings`: the usual ones, to `/dev/stdout`.',
  disable: 'Whether none are kept.',
  'settings[]': 'Each a kind of record, and where it goes.',
  'settings[].format': 'What a record holds, in Envoy’s words; left out: what Envoy Gateway writes, as JSON.',
  'settings[].format.type': 'Whether `text` or `json` says it.',
  'settings[].format.text': 'A line; it ends where `\\n` is written.',
  'settings[].format.json': 'Words by name.',
  'settings[].matches': 'Expressions (CEL), one of which must hold.',
  'settings[].sinks[]': 'Where to.',
  ...within('settings[].sinks[]', sink),
  'settings[].type':
    'Who writes: each connection’s `Listener`, the `Route` that serves, or each attempt to reach a backend (`Upstream`). Left out: what serves, and the listener where no route was found.',
};

const tracing: Words = {
  '': 'Spans of requests, and whom they are sent to.',
  samplingRate: 'Of how many percent of the requests that nobody decided about before; left out: all.',
  ...tracedWords,
  samplingFraction: 'The same, in smaller parts.',
  provider: 'Who collects the spans.',
  ...within('provider', calledByHost),
  'provider.type': 'In what protocol.',
  'provider.serviceName': 'What service they are of; left out: `<gateway>.<namespace>`.',
  'provider.openTelemetry': 'Where the protocol is OpenTelemetry’s.',
  'provider.openTelemetry.headers[]': 'Headers that go along.',
  'provider.openTelemetry.resourceAttributes': 'What else is said of the service.',
  'provider.openTelemetry.sampler': 'OpenTelemetry’s own choice of traces.',
  'provider.openTelemetry.sampler.type': 'All, none or a share; `ParentBased`: unless the caller has chosen.',
  'provider.openTelemetry.sampler.samplingPercentage': 'The share; left out: all.',
  'provider.zipkin': 'Where the protocol is Zipkin’s.',
  'provider.zipkin.enable128BitTraceId': 'Whether traces have long ids.',
  'provider.zipkin.disableSharedSpanContext': 'Whether client and server have a span each.',
};

const metrics: Words = {
  '': 'What a proxy counts, and whom it tells: where `up` or a cluster starts it.',
  enableGRPCStats: 'Whether it counts calls of gRPC, and how they ended, by service and method.',
  enablePerEndpointStats:
    'Whether it counts what each endpoint of a backend is sent, by itself. Envoys whose bootstrap has `load_stats_config` refuse that; those that Fairlead starts for gateways have none.',
  enableVirtualHostStats: 'Whether it counts requests for each host that routes name, by itself.',
  enableRequestResponseSizesStats: 'Whether it counts how large requests and answers are.',
  'matches[]':
    'Names of what is counted, in place of the usual; how many endpoints a cluster has, and how many of them are well, always is.',
  'matches[].type': 'How the name must look.',
  'matches[].value': 'That name, its beginning or end, or an expression.',
  prometheus: 'The page of it, at port 19001 of a pod, path `/stats/prometheus`.',
  'prometheus.disable': 'Whether there is none.',
  'prometheus.compression': 'Packs it for those that take it so.',
  'prometheus.compression.type': 'In which way.',
  'prometheus.compression.minContentLength': 'Of how many bytes on.',
  'sinks[]': 'Who is sent all of it, again and again.',
  'sinks[].type': 'In what protocol.',
  'sinks[].openTelemetry': 'A service that takes OpenTelemetry’s metrics over gRPC.',
  ...within('sinks[].openTelemetry', { ...calledByHost, ...headers }),
  'sinks[].openTelemetry.backendRefs[]':
    'Who is told; of several the heaviest, for which the others stand in.',
  'sinks[].openTelemetry.reportCountersAsDeltas':
    'Whether it is told what was counted since the last time, and not since the start.',
  'sinks[].openTelemetry.reportHistogramsAsDeltas': 'The same of how things are distributed.',
  'sinks[].openTelemetry.resourceAttributes':
    'What the metrics are of, as attributes of OpenTelemetry’s resource.',
};

const settings: Words = {
  backendTLS:
    'What backends that are spoken to over TLS are shown, and what of TLS is spoken, where they leave it open.',
  'backendTLS.clientCertificateRef': 'The Secret of the key pair that they are shown.',
  ...within('backendTLS', tlsParameterWords),
  bootstrap: 'What the proxy starts with, as it is changed: where `up` or a cluster starts it.',
  'bootstrap.type':
    '`Merge` puts the value over ours, `Replace` in place of it, `JSONPatch` changes ours. Who the proxy is, its control plane and its admin interface stay.',
  'bootstrap.value': 'Envoy’s bootstrap, as a text of YAML.',
  'bootstrap.jsonPatches[]': 'Changes (RFC 6902), one after the other.',
  'bootstrap.jsonPatches[].op': 'What is done.',
  'bootstrap.jsonPatches[].path': 'Where, as a JSON pointer through Envoy’s fields (`snake_case`).',
  'bootstrap.jsonPatches[].jsonPath': 'The places that are changed, from which `path` leads on.',
  'bootstrap.jsonPatches[].from': 'From where something is moved or copied.',
  'bootstrap.jsonPatches[].value': 'What is put there.',
  concurrency:
    'Threads that serve, where `up` or a cluster starts the proxy; left out: one for each processor.',
  extraArgs:
    'Further flags of Envoy, each alone or with its value: those that change nothing of what Fairlead relies on. The others are left out, and said.',
  'filterOrder[]': 'Filters of HTTP that go before or after others, one after the other.',
  'filterOrder[].name': 'The filter, by Envoy’s name.',
  'filterOrder[].before': 'The filter that it goes before.',
  'filterOrder[].after': 'The filter that it goes after.',
  ipFamily: 'On which addresses of the machine listeners listen, where the Gateway names none.',
  logging: 'What Envoy logs of itself, where `up` or a cluster starts it.',
  'logging.level': 'From where on, by component of Envoy; `default` is of all that are not named.',
  geoIP: 'Who tells where clients are, for rules of a SecurityPolicy that ask for it.',
  'geoIP.provider': 'In what that stands.',
  'geoIP.provider.type': 'In which format.',
  'geoIP.provider.maxMind':
    'Files of the proxy’s machine (`.mmdb`). A listener with one that is not there is not served.',
  'geoIP.provider.maxMind.cityDbSource': 'Of countries, regions and cities.',
  'geoIP.provider.maxMind.countryDbSource': 'Of countries; goes before that of cities.',
  'geoIP.provider.maxMind.asnDbSource': 'Of autonomous systems.',
  'geoIP.provider.maxMind.ispDbSource': 'Of providers.',
  'geoIP.provider.maxMind.anonymousIpDbSource': 'Of addresses behind which anybody may be.',
  'geoIP.provider.maxMind.anonymousIpDbSource.local': 'A file of the proxy’s machine.',
  'geoIP.provider.maxMind.anonymousIpDbSource.local.path': 'Where it is.',
  preserveRouteOrder:
    'Whether the rules of a host are tried as they are written, those of the older route first, and not the most specific match first.',
  routingType: 'Whether Services are reached at their endpoints, or at their cluster IP.',
  shutdown: 'How a proxy ends.',
  'shutdown.drainTimeout':
    'How long what is in flight may take: on a listener that is changed or removed, and in a pod that goes; left out: 60s. `up` ends with you.',
  'shutdown.minDrainDuration':
    'How long a pod that goes serves in any case, as some have not heard yet; left out: 10s.',
};

export const envoyProxyWords: Words = {
  '': 'Says how the proxy of a gateway is run, and what it tells of its traffic. A Gateway or its GatewayClass names it in `parametersRef`.',
  'spec.mergeGateways':
    'Whether all Gateways of the class that names this share one proxy, which goes by the name of the class. Listeners of a port are told apart by hostname; what an older Gateway has, a younger cannot have.',
  'spec.mergeType':
    'Whether that of the class holds beside this one for what it leaves out (both ways of merging are one).',
  ...within('spec', settings),
  'spec.provider': providerWords[''] ?? '',
  ...within('spec.provider', without(providerWords)),
  'spec.telemetry': 'What is told of traffic.',
  'spec.telemetry.accessLog': accessLog[''] ?? '',
  ...within('spec.telemetry.accessLog', without(accessLog)),
  'spec.telemetry.healthCheckLog':
    'Writes down when endpoints become healthy and unhealthy, where no policy says it of a health check.',
  ...within('spec.telemetry.healthCheckLog', healthCheckLogWords),
  'spec.telemetry.metrics': metrics[''] ?? '',
  ...within('spec.telemetry.metrics', without(metrics)),
  'spec.telemetry.requestID': 'What the id of a request (`x-request-id`) has to do with its trace.',
  'spec.telemetry.requestID.tracing':
    'Whether a digit of it says why a request is traced (`Pack`), and whether it decides by itself which requests are (`Sample`); left out: both.',
  'spec.telemetry.tracing': tracing[''] ?? '',
  ...within('spec.telemetry.tracing', without(tracing)),
};

function without({ '': _, ...fields }: Words): Words {
  return fields;
}
