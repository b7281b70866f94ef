import { Type } from 'typebox';
import { type BackendEndpoint, endpointProperties, readEndpoint } from '../envoy-gateway/backend-endpoint.ts';
import { converted, type Report, ruled } from '../schema/annotate.ts';

/** A service's records say these two of its hosts; 128 is as many priorities as Envoy takes. */
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

/** endpoints are the addresses of a Backend: as Envoy Gateway's, and what share each has, and behind whom it stands. */
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

/** Any numbers may be written; those of the model leave none out. */
function inRanks(endpoints: readonly BackendEndpoint[]): readonly BackendEndpoint[] {
  const written = [...new Set(endpoints.map(({ priority = 0 }) => priority))].sort((a, b) => a - b);
  return endpoints.map(({ priority = 0, ...endpoint }) => {
    const rank = written.indexOf(priority);
    return rank === 0 ? endpoint : { ...endpoint, priority: rank };
  });
}
