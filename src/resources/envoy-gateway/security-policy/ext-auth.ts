import { Type } from 'typebox';
import { duration } from '../../gateway-api/duration.ts';
import { headerName } from '../../gateway-api/fields.ts';
import { ruled } from '../../schema/annotate.ts';
import { backendClusterProperties, unservedOfBackendCluster } from '../backend-cluster.ts';
import { closed } from './closed.ts';

const text = Type.String({ minLength: 1, maxLength: 1024 });
const path = Type.String({
  minLength: 1,
  maxLength: 1024,
  pattern: '^/[^\\s?#]*$',
  '~wants': 'a path such as /check',
});
const headerNames = Type.Array(headerName, { maxItems: 64 });

const extension = Type.Object({
  name: text,
  type: Type.Enum(['Value', 'ValueRef'], { default: 'Value' }),
  value: Type.Optional(Type.String({ maxLength: 4096 })),
  valueRef: Type.Optional(closed('group', 'key', 'kind', 'name')),
});

/** extAuth lets those pass whom a service lets pass. */
export const extAuth = ruled(
  Type.Object(
    {
      grpc: Type.Optional(Type.Object(backendClusterProperties, { '~unserved': unservedOfBackendCluster })),
      http: Type.Optional(
        Type.Object(
          {
            ...backendClusterProperties,
            path: Type.Optional(path),
            pathOverride: Type.Optional(path),
            headersToBackend: Type.Optional(headerNames),
          },
          { '~unserved': unservedOfBackendCluster },
        ),
      ),
      headersToExtAuth: Type.Optional(headerNames),
      bodyToExtAuth: Type.Optional(
        Type.Object({ maxRequestBytes: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }) }),
      ),
      contextExtensions: Type.Array(extension, { maxItems: 64, default: [] }),
      timeout: Type.Optional(duration),
      failOpen: Type.Boolean({ default: false }),
      statusOnError: Type.Optional(Type.Integer({ minimum: 400, maximum: 599 })),
      recomputeRoute: Type.Boolean({ default: false }),
    },
    { '~unserved': ['includeRouteMetadata'] },
  ),
  ({ grpc, http }, report) => {
    if (grpc === undefined && http === undefined) report('is required, or grpc', 'http');
    if (grpc !== undefined && http !== undefined) report('must be left out where http is given', 'grpc');
  },
);
