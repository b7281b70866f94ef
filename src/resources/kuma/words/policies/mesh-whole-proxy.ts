import { type Words, within } from '../../../reference/words.ts';
import { topLevelWords } from './parts.ts';

export const meshPassthroughWords: Words = {
  '': 'Says which traffic to destinations outside of the mesh is let through, where a workload’s traffic is captured.',
  ...topLevelWords,
  'spec.default': 'Settings for the proxies.',
  ...within('spec.default', {
    passthroughMode:
      '`All`: all of it is let through. `Matched`: what `appendMatch` matches. `None`: nothing. Left out: as the Mesh says.',
    'appendMatch[]': 'Destinations that the mode `Matched` lets through. Lists of several policies add up.',
    'appendMatch[].type':
      'Whether the destination is matched by the name that is asked for, or by its address.',
    'appendMatch[].value':
      'Domain (`*.example.com`: all names that end so), IP address or CIDR. A domain leads to where DNS says.',
    'appendMatch[].port': 'Port of the destination; left out: any.',
    'appendMatch[].protocol':
      '`tls`: domains by SNI. `http`, `http2`, `grpc`: by host. `mysql` (servers that speak first), `tcp`: by address alone.',
  }),
};

const modification: Words = {
  operation: 'What is done to what matches.',
  value: 'Part of the Envoy configuration, as YAML: what is added, or merged into what matches.',
  match: 'What is meant; left out: all of them.',
  'match.name':
    'Name of the resource or filter, as `fairlead render` shows it; of most resources Kuma’s own name, too.',
  'match.origin': 'Direction of the traffic that it is for: `inbound` or `outbound`.',
};
const ofListener: Words = {
  'match.listenerName': 'Only in the listener of this name.',
  'match.listenerTags': 'Only in listeners with these tags, all of them.',
};

export const meshProxyPatchWords: Words = {
  '': 'Patches the Envoy configuration of proxies, at last. In force where the operator allows it (`--enable-envoy-patch-policy`).',
  ...topLevelWords,
  'spec.default': 'Settings for the proxies.',
  ...within('spec.default.appendModifications[]', {
    cluster: 'Modifies clusters.',
    listener: 'Modifies listeners.',
    networkFilter: 'Modifies network filters.',
    httpFilter: 'Modifies HTTP filters.',
    virtualHost: 'Modifies virtual hosts.',
    ...within('cluster', modification),
    ...within('listener', {
      ...modification,
      'match.tags': 'Tags that the listener must have, all of them.',
    }),
    ...within('networkFilter', { ...modification, ...ofListener }),
    ...within('virtualHost', {
      ...modification,
      'match.routeConfigurationName': 'Only in the route configuration of this name.',
    }),
    ...Object.fromEntries(
      ['cluster', 'listener', 'networkFilter', 'virtualHost'].map(sort => [
        `${sort}.jsonPatches[]`,
        'JSON Patch operations (RFC 6902), in place of `value`.',
      ]),
    ),
    'cluster.jsonPatches[].op': 'The operation.',
    'cluster.jsonPatches[].path': 'JSON pointer to what is changed; left out: the whole.',
    'cluster.jsonPatches[].from': 'For `move` and `copy`: JSON pointer to the source.',
    'cluster.jsonPatches[].value': 'The new value, or the one that is tested for.',
    'cluster.jsonPatches[].jsonPath': 'JSONPath to one or more places from which `path` leads on.',
  }),
  'spec.default.appendModifications[]':
    'Modifications, applied in turn; each modifies one sort of resource. Lists of several policies add up.',
};
