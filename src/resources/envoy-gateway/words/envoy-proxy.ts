import { type Words, within } from '../../reference/words.ts';
import { backendSettingsWords, healthCheckLogWords } from './backend-settings.ts';
import { providerWords } from './provider.ts';
import { tlsParameterWords } from './tls-parameters.ts';
import { tracedWords } from './traced.ts';

/** told are the fields of who is told of traffic. */
const told: Words = {
  backendRef: 'The service to send to.',
  'backendRefs[]':
    'The service to send to. Several share by weight and stand in for each other; fallbacks take over when all of them are down.',
  backendSettings:
    'How the service is called, as a BackendTrafficPolicy says it of routes: circuit breakers, health checks, connections and so on. Nothing is repeated or waited for.',
  ...within('backendSettings', backendSettingsWords),
};

const calledByHost: Words = {
  ...told,
  host: 'Host to send to, by name or IP address, in place of `backendRefs`.',
  port: 'Port of that host. Left out: 4317.',
};

const headers: Words = {
  'headers[]': 'Headers (metadata) to send along.',
  'headers[].name': 'Name of the header.',
  'headers[].value': 'Value of the header.',
};

const sink: Words = {
  type: 'Kind of sink: a file, a service for Envoy’s access logs over gRPC (`ALS`), or an OpenTelemetry collector.',
  file: 'A file on the proxy’s machine.',
  'file.path': 'Path of the file, such as `/dev/stdout`.',
  als: 'A service that takes Envoy’s access logs over gRPC.',
  ...within('als', told),
  'als.backendRefs[].weight': 'Its share of the sum of all weights; 0 gets nothing.',
  'als.backendRefs[].fallback': 'Takes over when those that are no fallback are down.',
  'als.logName': 'Name of the log, which the service is told. Left out: `<namespace>/<name>` of this object.',
  'als.type': 'Records of requests (`HTTP`) or of connections (`TCP`).',
  'als.http': 'Further contents of records of requests.',
  'als.http.requestHeaders': 'Request headers to record.',
  'als.http.responseHeaders': 'Response headers to record.',
  'als.http.responseTrailers': 'Response trailers to record.',
  openTelemetry: 'An OpenTelemetry collector that takes logs over gRPC (OTLP).',
  ...within('openTelemetry', { ...calledByHost, ...headers }),
  'openTelemetry.resources': 'Attributes of the OpenTelemetry resource that the logs are of.',
  'openTelemetry.resourceAttributes':
    'As `resources`, by its newer name. Where both give an attribute, this one counts.',
};

const accessLog: Words = {
  '': 'Access logs. Left out: none. Without `settings`: one of all requests and connections, as JSON, to `/dev/stdout`.',
  disable: 'Writes no access logs.',
  'settings[]': 'Access logs: each with a format, conditions, and where it goes.',
  'settings[].format':
    'Contents of a record, in Envoy’s command operators (`%REQ(:PATH)%`). Left out: Envoy Gateway’s usual fields, as JSON.',
  'settings[].format.type': 'Whether `text` or `json` gives the format.',
  'settings[].format.text': 'A line of text. It ends only where `\\n` is written.',
  'settings[].format.json': 'Fields of a JSON object, by name.',
  'settings[].matches': 'Conditions (CEL), one of which must hold for a record to be written.',
  'settings[].sinks[]': 'Where records go.',
  ...within('settings[].sinks[]', sink),
  'settings[].type':
    'Who writes: each connection (`Listener`), what is served (`Route`), or each attempt at a backend (`Upstream`). Left out: what is served, and connections that no route was found for.',
};

const tracing: Words = {
  '': 'Tracing: spans of requests, and where they are sent.',
  samplingRate: 'Percentage of the requests to trace, of those whose caller has not decided. Left out: 100.',
  ...tracedWords,
  samplingFraction: 'As `samplingRate`, as a fraction.',
  provider: 'Where spans are sent, and how.',
  ...within('provider', calledByHost),
  'provider.type': 'Protocol in which spans are sent.',
  'provider.serviceName': 'Name of the service that spans are of. Left out: `<gateway>.<namespace>`.',
  'provider.openTelemetry': 'Settings for type `OpenTelemetry`.',
  'provider.openTelemetry.headers[]': 'Headers (metadata) to send along.',
  'provider.openTelemetry.resourceAttributes': 'Attributes of the OpenTelemetry resource that spans are of.',
  'provider.openTelemetry.sampler': 'OpenTelemetry’s sampler: which traces are recorded.',
  'provider.openTelemetry.sampler.type':
    'All, none, or a share (`TraceIdRatio`). `ParentBased…`: only where the caller has not decided.',
  'provider.openTelemetry.sampler.samplingPercentage': 'The share, for `TraceIdRatio`. Left out: all.',
  'provider.zipkin': 'Settings for type `Zipkin`.',
  'provider.zipkin.enable128BitTraceId': 'Uses trace ids of 128 bits in place of 64.',
  'provider.zipkin.disableSharedSpanContext':
    'Gives client and server a span each, in place of one that they share.',
};

const metrics: Words = {
  '': 'Statistics of the proxy, and where they are sent. For proxies that `up` or a cluster starts.',
  enableGRPCStats: 'Counts gRPC calls by service, method and status.',
  enablePerEndpointStats:
    'Counts requests for each endpoint. Envoys that others start refuse it where their bootstrap has `load_stats_config`.',
  enableVirtualHostStats: 'Counts requests for each host name of routes.',
  enableRequestResponseSizesStats: 'Measures the sizes of requests and responses.',
  'matches[]':
    'Statistics to keep, by name, in place of the usual ones. Those of how many endpoints are healthy are always kept.',
  'matches[].type': 'How the name is compared.',
  'matches[].value': 'The name, its prefix or suffix, or a regular expression (RE2) for all of it.',
  prometheus: 'Statistics for Prometheus: port 19001 of the pod, path `/stats/prometheus`.',
  'prometheus.disable': 'Does not serve them.',
  'prometheus.compression': 'Compresses them for clients that accept it.',
  'prometheus.compression.type': 'The algorithm.',
  'prometheus.compression.minContentLength': 'Shorter responses are not compressed.',
  'sinks[]': 'Where statistics are sent at intervals.',
  'sinks[].type': 'Protocol in which they are sent.',
  'sinks[].openTelemetry': 'An OpenTelemetry collector that takes metrics over gRPC (OTLP).',
  ...within('sinks[].openTelemetry', { ...calledByHost, ...headers }),
  'sinks[].openTelemetry.backendRefs[]':
    'The collector. Of several, the one of the greatest weight; the others take over when it is down.',
  'sinks[].openTelemetry.reportCountersAsDeltas':
    'Sends what was counted since the last time, in place of the sum since the start.',
  'sinks[].openTelemetry.reportHistogramsAsDeltas': 'The same for histograms.',
  'sinks[].openTelemetry.resourceAttributes':
    'Attributes of the OpenTelemetry resource that the metrics are of.',
};

const settings: Words = {
  backendTLS: 'TLS with backends: defaults for what a backend that is spoken to over TLS leaves open.',
  'backendTLS.clientCertificateRef':
    'Secret with the client certificate that backends are shown (mutual TLS).',
  ...within('backendTLS', tlsParameterWords),
  bootstrap: 'Changes of Envoy’s bootstrap configuration. For proxies that `up` or a cluster starts.',
  'bootstrap.type':
    '`Merge` lays `value` over Fairlead’s bootstrap, `Replace` uses it instead, `JSONPatch` applies `jsonPatches`. The node, the control plane and the admin interface stay Fairlead’s.',
  'bootstrap.value': 'The bootstrap, as YAML in a text.',
  'bootstrap.jsonPatches[]': 'Patches (RFC 6902), applied one after the other.',
  'bootstrap.jsonPatches[].op': 'Kind of change.',
  'bootstrap.jsonPatches[].path': 'Where, as a JSON pointer through Envoy’s fields (`snake_case`).',
  'bootstrap.jsonPatches[].jsonPath': 'JSONPath to the places to change, from which `path` goes on.',
  'bootstrap.jsonPatches[].from': 'JSON pointer to what is moved or copied.',
  'bootstrap.jsonPatches[].value': 'Value that is added, put in place, or tested for.',
  concurrency:
    'Worker threads of Envoy, where `up` or a cluster starts it. Left out: one for each processor.',
  extraArgs:
    'Further command-line flags of Envoy. Those that change what Fairlead relies on are left out, with a warning.',
  'filterOrder[]': 'Changes of the order of HTTP filters, applied one after the other.',
  'filterOrder[].name': 'Filter to move, by Envoy’s name.',
  'filterOrder[].before': 'Filter that it is put before.',
  'filterOrder[].after': 'Filter that it is put after.',
  ipFamily:
    'Addresses that listeners listen on where the Gateway gives none: all of IPv4, of IPv6, or of both. Left out: IPv4.',
  logging: 'Envoy’s own log, where `up` or a cluster starts it.',
  'logging.level':
    'Lowest level to log, by component of Envoy. `default` is for all others; left out: `warn`.',
  geoIP: 'Databases that tell where clients are, for `clientIPGeoLocations` of SecurityPolicies.',
  'geoIP.provider': 'Format of the databases, and where they are.',
  'geoIP.provider.type': 'Format of the databases.',
  'geoIP.provider.maxMind':
    'MaxMind databases (`.mmdb`) on the proxy’s machine. While one of them is missing, requests under rules that ask for it get 500.',
  'geoIP.provider.maxMind.cityDbSource': 'Database of countries, regions and cities.',
  'geoIP.provider.maxMind.countryDbSource': 'Database of countries. Goes before that of cities.',
  'geoIP.provider.maxMind.asnDbSource': 'Database of autonomous systems.',
  'geoIP.provider.maxMind.ispDbSource': 'Database of internet service providers.',
  'geoIP.provider.maxMind.anonymousIpDbSource':
    'Database of addresses that hide who uses them (VPNs, proxies, Tor).',
  'geoIP.provider.maxMind.anonymousIpDbSource.local': 'A file on the proxy’s machine.',
  'geoIP.provider.maxMind.anonymousIpDbSource.local.path': 'Absolute path of the file.',
  preserveRouteOrder:
    'Matches rules in the order in which they are written, older routes first, in place of the most specific first.',
  routingType:
    'Sends requests to the endpoints of Services, or to their cluster IP. Left out: endpoints. Policies go before it.',
  shutdown: 'How a proxy ends.',
  'shutdown.drainTimeout':
    'How long requests may go on when a listener is changed or a pod ends. Left out: 60s. `up` itself ends at once.',
  'shutdown.minDrainDuration':
    'How long a pod that ends goes on serving at least, as clients may not know yet. Left out: 10s.',
};

export const envoyProxyWords: Words = {
  '': 'Says how proxies are run, and what they log, measure and trace. Gateways and GatewayClasses name it in `parametersRef`.',
  'spec.mergeGateways':
    'All Gateways of the class share one proxy, named after the class. Their listeners on a port are told apart by hostname; the older Gateway’s go first.',
  'spec.mergeType':
    'Whether the class’s EnvoyProxy holds for what this one leaves out: not by `Replace`. The other two are the same here.',
  ...within('spec', settings),
  'spec.provider': providerWords[''] ?? '',
  ...within('spec.provider', without(providerWords)),
  'spec.telemetry': 'Access logs, statistics and tracing.',
  'spec.telemetry.accessLog': accessLog[''] ?? '',
  ...within('spec.telemetry.accessLog', without(accessLog)),
  'spec.telemetry.healthCheckLog':
    'Logs when endpoints become healthy and unhealthy, where no policy says it of a health check.',
  ...within('spec.telemetry.healthCheckLog', healthCheckLogWords),
  'spec.telemetry.metrics': metrics[''] ?? '',
  ...within('spec.telemetry.metrics', without(metrics)),
  'spec.telemetry.requestID': 'How request ids (`x-request-id`) and tracing go together.',
  'spec.telemetry.requestID.tracing':
    'Whether the id shows why a request is traced (`Pack`), and decides whether it is (`Sample`). Left out: both.',
  'spec.telemetry.tracing': tracing[''] ?? '',
  ...within('spec.telemetry.tracing', without(tracing)),
};

function without({ '': _, ...fields }: Words): Words {
  return fields;
}
