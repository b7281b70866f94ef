import type { Words } from '../../reference/words.ts';

export const envoyPatchPolicyWords: Words = {
  '': 'Patches the configuration that the proxy of a Gateway is sent, in Envoy’s own fields. Off unless the operator says `--enable-envoy-patch-policy`: who may write one may have the proxy do anything.',
  'spec.type': 'How patches are written: JSON Patch (RFC 6902).',
  'spec.targetRef':
    'The Gateway, of this namespace, or a GatewayClass whose Gateways share a proxy (`mergeGateways`).',
  'spec.priority': 'Policies of lower priority are applied first; of the same, the older ones.',
  'spec.jsonPatches[]':
    'Patches, applied one after the other. One that cannot be applied does not keep the others from it.',
  'spec.jsonPatches[].type': 'Type of the patched resource in Envoy’s API.',
  'spec.jsonPatches[].name':
    'Name of the patched resource, as `fairlead render` shows it, or Envoy Gateway’s name for it.',
  'spec.jsonPatches[].operation': 'The change.',
  'spec.jsonPatches[].operation.op': 'Kind of change.',
  'spec.jsonPatches[].operation.path':
    'Where, as a JSON pointer through Envoy’s fields (`snake_case`). An `add` with an empty path adds a resource.',
  'spec.jsonPatches[].operation.jsonPath':
    'JSONPath to the places to change, from which `path` goes on: names, indexes, `*`, `..` and filters that compare one field.',
  'spec.jsonPatches[].operation.from': 'JSON pointer to what is moved or copied.',
  'spec.jsonPatches[].operation.value': 'Value that is added, put in place, or tested for.',
};
