import { isIPv4, isIPv6 } from 'node:net';
import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { converted, defaulted, type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { appProtocol, transportProtocol } from './service.ts';

const writtenConditions = Type.Object({
  ready: Type.Optional(Type.Boolean()),
  serving: Type.Optional(Type.Boolean()),
  terminating: Type.Optional(Type.Boolean()),
});

// As the API defines: `ready` is true by default, and `serving` is the same as `ready`.
const conditions = converted(writtenConditions, ({ ready = true, serving = ready, terminating = false }) => ({
  ready,
  serving,
  terminating,
}));

const endpoint = Type.Object(
  {
    addresses: Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { minItems: 1, maxItems: 100 }),
    conditions: defaulted(conditions, {}),
    hostname: Type.Optional(Type.String({ maxLength: 63 })),
    nodeName: Type.Optional(Type.String({ maxLength: 253 })),
    zone: Type.Optional(Type.String({ maxLength: 253 })),
  },
  { '~ignores': ['deprecatedTopology', 'hints', 'targetRef'] },
);

const port = Type.Object({
  name: Type.String({ maxLength: 63, default: '' }),
  port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65535 })),
  protocol: transportProtocol,
  appProtocol: Type.Optional(appProtocol),
});

const body = Type.Object({
  addressType: Type.Enum(['IPv4', 'IPv6', 'FQDN']),
  endpoints: Type.Array(endpoint, { maxItems: 1000, default: [] }),
  ports: ruled(Type.Array(port, { maxItems: 100, default: [] }), uniqueBy('name')),
});

function checkAddresses({ addressType, endpoints }: Read<typeof body>, report: Report): void {
  if (addressType === 'FQDN') return;
  const isRight = addressType === 'IPv4' ? isIPv4 : isIPv6;
  endpoints.forEach(({ addresses }, index) => {
    addresses.forEach((address, at) => {
      if (!isRight(address)) {
        report(
          `must be an ${addressType} address as the addressType says`,
          'endpoints',
          index,
          'addresses',
          at,
        );
      }
    });
  });
}

/**
 * EndpointSliceSpec: the slice belongs to the Service that the label `kubernetes.io/service-name` names. Any of an endpoint's
 * `addresses` reaches it. A port without a number stands for all ports.
 */
export type EndpointSliceSpec = Read<typeof body>;

export const endpointSlice = defineKind({
  id: 'kubernetes/EndpointSlice',
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  shortNames: [],
  versions: ['v1'],
  scope: 'Namespaced',
  body: ruled(body, checkAddresses),
  hub: body => body,
});
export type EndpointSlice = ResourceOf<typeof endpointSlice>;
