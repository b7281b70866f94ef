import { type Words, within } from '../../../reference/words.ts';
import { topLevelWords } from './parts.ts';

export const meshPassthroughWords: Words = {
  '': 'Says what becomes of what a workload sends to nobody of the mesh, where everything it sends is captured.',
  ...topLevelWords,
  'spec.default': 'What holds.',
  ...within('spec.default', {
    passthroughMode:
      'All of it goes where it was sent, what matches, or nothing; left out: as the Mesh says.',
    'appendMatch[]': 'What passes where the mode is `Matched`; those of several policies add up.',
    'appendMatch[].type': 'By what it is told apart: the name that is asked for, or the address.',
    'appendMatch[].value':
      'That name or address. `*.example.com` is every name that ends so. A name leads to where DNS says, whatever address was called.',
    'appendMatch[].port': 'At this port; left out: at any.',
    'appendMatch[].protocol':
      'What is spoken: `tls` for names in TLS, `http`, `http2` and `grpc` for requests that name their host, `mysql` where the server speaks first; `tcp` is anything.',
  }),
};

const modification: Words = {
  operation: 'What is done.',
  value: 'A part of Envoy’s configuration, as YAML: what is added, or put into what is there.',
  match: 'To which.',
  'match.name': 'By its name.',
  'match.origin': 'By what it is there for: `inbound`, `outbound` …',
};
const ofListener: Words = {
  'match.listenerName': 'In the listener of this name.',
  'match.listenerTags': 'In listeners that have these tags.',
};

export const meshProxyPatchWords: Words = {
  '': 'Changes what proxies are sent, as the last thing that is done to it. In force where the operator allows it (`--enable-envoy-patch-policy`).',
  ...topLevelWords,
  'spec.default': 'What holds.',
  ...within('spec.default.appendModifications[]', {
    cluster: 'Of clusters.',
    listener: 'Of listeners.',
    networkFilter: 'Of filters of connections, and with the same fields (`httpFilter`) of requests.',
    virtualHost: 'Of virtual hosts.',
    ...within('cluster', modification),
    ...within('listener', { ...modification, 'match.tags': 'By its tags.' }),
    ...within('networkFilter', { ...modification, ...ofListener }),
    ...within('virtualHost', {
      ...modification,
      'match.routeConfigurationName': 'In this route configuration.',
    }),
    'cluster.jsonPatches[]': 'Changes in place of a value (RFC 6902).',
    'cluster.jsonPatches[].op': 'What is done.',
    'cluster.jsonPatches[].path': 'Where.',
    'cluster.jsonPatches[].from': 'Whence, of `move` and `copy`.',
    'cluster.jsonPatches[].value': 'With what.',
    'cluster.jsonPatches[].jsonPath': 'Where, as a JSONPath.',
  }),
  'spec.default.appendModifications[]': 'Changes, one after the other; those of several policies add up.',
};
