import { Type } from 'typebox';
import { type BackendEndpoint, endpointProperties, readEndpoint } from '../envoy-gateway/backend-endpoint.ts';
import { converted, type Report, ruled } from '../schema/annotate.ts';

/** Weight and priority, as SRV records have them as well. Envoy supports at most 128 priorities. */
const shares = {
  weight: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 127 })),
};

const endpoint = converted(
  Type.Object({ ...endpointProperties, ...shares }, { '~oneOf': ['fqdn', 'ip', 'unix', 'srv'] }),
  ({ weight, priority, ...written }, report): BackendEndpoint | undefined => {
    const read = readEndpoint(written, report);
    return read && { ...read, ...(weight !== undefined && { weight }), ...(priority && { priority }) };
  },
);

/** endpoints are the endpoints of a Backend: Envoy Gateway's fields, and weight and priority. */
export const endpoints = converted(
  ruled(Type.Array(endpoint, { minItems: 1, maxItems: 256 }), checkBesideRecords),
  inRanks,
);

function checkBesideRecords(endpoints: readonly BackendEndpoint[], report: Report): void {
  if (!endpoints.some(({ kind }) => kind === 'srv')) return;
  endpoints.forEach((endpoint, i) => {
    for (const field of ['weight', 'priority'] as const)
      if (endpoint[field] !== undefined)
        report('must be left out where one of the endpoints is srv: the records say it', i, field);
  });
}

/** Users may write any priorities; the model's have no gaps. */
function inRanks(endpoints: readonly BackendEndpoint[]): readonly BackendEndpoint[] {
  const written = [...new Set(endpoints.map(({ priority = 0 }) => priority))].sort((a, b) => a - b);
  return endpoints.map(({ priority = 0, ...endpoint }) => {
    const rank = written.indexOf(priority);
    return rank === 0 ? endpoint : { ...endpoint, priority: rank };
  });
}
