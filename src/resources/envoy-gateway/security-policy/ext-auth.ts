import { Type } from 'typebox';
import { duration } from '../../gateway-api/duration.ts';
import { group, headerName, kindName, objectName } from '../../gateway-api/fields.ts';
import { backendObjectProperties } from '../../gateway-api/references.ts';
import { converted, defaulted, deprecated, ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { usedBackendCluster } from '../backend-cluster.ts';

const text = Type.String({ minLength: 1, maxLength: 1024 });
const path = Type.String({
  minLength: 1,
  maxLength: 1024,
  pattern: '^/[^\\s?#]*$',
  '~wants': 'a path such as /check',
});
const asked = {
  ...usedBackendCluster,
  backendRef: Type.Optional(deprecated(Type.Object(backendObjectProperties), 'backendRefs')),
};

const headerNames = Type.Array(headerName, { maxItems: 64 });

const keptValue = Type.Object({ group: defaulted(group, ''), kind: kindName, name: objectName, key: text });

/** A further value that the service is sent: a text, or the value of a key in an object. */
const extension = converted(
  Type.Object({
    name: text,
    type: Type.Enum(['Value', 'ValueRef'], { default: 'Value' }),
    value: Type.Optional(Type.String({ maxLength: 4096 })),
    valueRef: Type.Optional(keptValue),
  }),
  ({ name, type, value, valueRef }, report): ContextExtension | undefined => {
    const [wanted, other] =
      type === 'Value' ? (['value', 'valueRef'] as const) : (['valueRef', 'value'] as const);
    if ({ value, valueRef }[other] !== undefined) report(`must be left out where the type is ${type}`, other);
    if (type === 'Value' && value !== undefined) return { kind: 'value', name, value };
    if (type === 'ValueRef' && valueRef !== undefined) return { kind: 'reference', name, ref: valueRef };
    report(`is required where the type is ${type}`, wanted);
    return undefined;
  },
);

/** ContextExtension is such a value, or a reference to it. */
type ContextExtension =
  | { readonly kind: 'value'; readonly name: string; readonly value: string }
  | { readonly kind: 'reference'; readonly name: string; readonly ref: Read<typeof keptValue> };

/** extAuth admits requests that an external service allows. */
export const extAuth = ruled(
  Type.Object({
    grpc: Type.Optional(Type.Object(asked)),
    http: Type.Optional(
      Type.Object({
        ...asked,
        path: Type.Optional(path),
        pathOverride: Type.Optional(path),
        headersToBackend: Type.Optional(headerNames),
      }),
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
    includeRouteMetadata: Type.Boolean({ default: false }),
  }),
  ({ grpc, http }, report) => {
    if (grpc === undefined && http === undefined) report('is required, or grpc', 'http');
    if (grpc !== undefined && http !== undefined) report('must be left out where http is given', 'grpc');
    if (http?.path !== undefined && http.pathOverride !== undefined)
      report('must be left out where path is given', 'http', 'pathOverride');
  },
);
