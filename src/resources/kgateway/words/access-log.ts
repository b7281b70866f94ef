import { type Words, within } from '../../reference/words.ts';

/** grpcCallWords are how a service is told by gRPC of what passed. */
export const grpcCallWords: Words = {
  backendRef: 'Who is told.',
  authority: 'By what name; left out: that of the backend.',
  'initialMetadata[]': 'Headers that go along.',
  'initialMetadata[].key': 'Its name.',
  'initialMetadata[].value': 'Its value.',
};

const comparison = (what: string): Words => ({
  '': what,
  '.op': 'Equal (`EQ`), at least (`GE`), or at most (`LE`).',
  '.value': 'That.',
});

const at = (path: string, words: Words): Words =>
  Object.fromEntries(Object.entries(words).map(([rest, text]) => [`${path}${rest}`, text]));

const single: Words = {
  ...at('statusCodeFilter', comparison('By the status of the answer.')),
  ...at('durationFilter', comparison('By how long it took, in milliseconds.')),
  notHealthCheckFilter: 'Those that did not ask whether the proxy is up.',
  traceableFilter: 'Those that are traced.',
  headerFilter: 'By a header of the request.',
  'headerFilter.header': 'How it must be.',
  'headerFilter.header.type': 'What the value is of it.',
  'headerFilter.header.name': 'Its name.',
  'headerFilter.header.value': 'The value.',
  responseFlagFilter: 'By what went wrong.',
  'responseFlagFilter.flags': 'One of these flags of Envoy (`UF`, `URX`).',
  grpcStatusFilter: 'By the status of gRPC.',
  'grpcStatusFilter.statuses': 'One of these.',
  'grpcStatusFilter.exclude': 'Any but these.',
  celFilter: 'By an expression.',
  'celFilter.match': 'In CEL.',
  runtimeFilter: 'A share of them.',
  'runtimeFilter.runtimeKey': 'A name under which Envoy’s runtime may say another.',
  'runtimeFilter.percentSampled': 'How many.',
  'runtimeFilter.percentSampled.numerator': 'So many',
  'runtimeFilter.percentSampled.denominator': 'in so many.',
  'runtimeFilter.useIndependentRandomness': 'Each by itself, and not by its `x-request-id`.',
};

const filterWords: Words = {
  ...single,
  'andFilter[]': 'All of these hold.',
  ...within('andFilter[]', single),
  'orFilter[]': 'One of these holds.',
  ...within('orFilter[]', single),
};

const headersToLog: Words = {
  logName: 'The name of the log.',
  additionalRequestHeadersToLog: 'Headers of requests that are told besides.',
  additionalResponseHeadersToLog: 'Headers of answers.',
  additionalResponseTrailersToLog: 'Trailers of answers.',
};

const attributes = (what: string): Words => ({
  '': what,
  '.values[]': 'Each:',
  '.values[].key': 'Its name.',
  '.values[].value': 'Its value:',
  '.values[].value.stringValue': 'a text.',
});

/** accessLogWords are records of what passed, and where they go. */
export const accessLogWords: Words = {
  fileSink: 'To a file of the proxy.',
  'fileSink.path': 'Which: `/dev/stdout`, for one.',
  'fileSink.stringFormat': 'As a line, in Envoy’s operators (`%REQ(:PATH)%`).',
  'fileSink.jsonFormat': 'As JSON, in the texts of which they stand.',
  grpcService: 'To a service of Envoy’s own protocol.',
  ...within('grpcService', { ...grpcCallWords, ...headersToLog }),
  openTelemetry: 'To a collector of OpenTelemetry.',
  'openTelemetry.grpcService': 'Which.',
  ...within('openTelemetry.grpcService', { ...grpcCallWords, logName: 'The name of the log.' }),
  'openTelemetry.body': 'The line, in Envoy’s operators.',
  ...at('openTelemetry.attributes', attributes('Words beside it.')),
  ...at('openTelemetry.resourceAttributes', attributes('What the records are of.')),
  filter: 'Which requests are recorded; left out: all.',
  ...within('filter', filterWords),
};
