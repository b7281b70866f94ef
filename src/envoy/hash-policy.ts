import type { MessageInitShape } from '@bufbuild/protobuf';
import type { RouteAction_HashPolicySchema } from '#gen/envoy/config/route/v3/route_components_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { HashKey } from '#model';

/** hashPolicy is one part of a request that is hashed to choose an endpoint. */
export function hashPolicy(key: HashKey): MessageInitShape<typeof RouteAction_HashPolicySchema> {
  return { ...specifier(key), ...(key.isLast === true ? { terminal: true } : {}) };
}

function specifier(key: HashKey): MessageInitShape<typeof RouteAction_HashPolicySchema> {
  switch (key.kind) {
    case 'source-ip':
      return { policySpecifier: { case: 'connectionProperties', value: { sourceIp: true } } };
    case 'filter-state':
      return { policySpecifier: { case: 'filterState', value: { key: key.name } } };
    case 'header':
      return { policySpecifier: { case: 'header', value: { headerName: key.name } } };
    case 'query':
      return { policySpecifier: { case: 'queryParameter', value: { name: key.name } } };
    case 'cookie':
      return {
        policySpecifier: {
          case: 'cookie',
          value: {
            name: key.name,
            ...(key.ttl === undefined ? {} : { ttl: protobufDuration(key.ttl) }),
            ...(key.path === undefined ? {} : { path: key.path }),
            attributes: key.attributes.map(a => ({ ...a })),
          },
        },
      };
  }
}
