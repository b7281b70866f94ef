import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { converted, type Report, ruled } from '../schema/annotate.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';

/** portNumber is a TCP or UDP port. */
export const portNumber = Type.Integer({ minimum: 1, maximum: 65535 });
const portName = Type.String({ minLength: 1, maxLength: 63 });
export const transportProtocol = Type.Enum(['TCP', 'UDP', 'SCTP'], { default: 'TCP' });
export const appProtocol = Type.String({ maxLength: 317 });

/** servicePortProperties are the fields of a port besides its number. */
export const servicePortProperties = {
  name: Type.Optional(portName),
  protocol: transportProtocol,
  appProtocol: Type.Optional(appProtocol),
};

const port = converted(
  Type.Object(
    {
      ...servicePortProperties,
      port: portNumber,
      targetPort: Type.Optional(Type.Union([portNumber, portName])),
    },
    { '~ignores': ['nodePort'] },
  ),
  written => ({ ...written, targetPort: written.targetPort ?? written.port }),
);

const spec = ruled(
  Type.Object(
    {
      type: Type.Enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'], { default: 'ClusterIP' }),
      clusterIP: Type.Optional(Type.String({ maxLength: 45 })),
      clusterIPs: Type.Array(Type.String({ maxLength: 45 }), { maxItems: 2, default: [] }),
      externalName: Type.Optional(Type.String({ maxLength: 253 })),
      ports: ruled(Type.Array(port, { maxItems: 256, default: [] }), uniqueBy('name'), checkNames),
      trafficDistribution: Type.Optional(Type.String({ minLength: 1, maxLength: 63 })),
      selector: mapOf(Type.String({ maxLength: 317 }), Type.String({ maxLength: 63 }), 64),
    },
    {
      '~ignores': [
        'allocateLoadBalancerNodePorts',
        'externalIPs',
        'externalTrafficPolicy',
        'healthCheckNodePort',
        'internalTrafficPolicy',
        'ipFamilies',
        'ipFamilyPolicy',
        'loadBalancerClass',
        'loadBalancerIP',
        'loadBalancerSourceRanges',
        'publishNotReadyAddresses',
        'sessionAffinity',
        'sessionAffinityConfig',
      ],
    },
  ),
  ({ type, externalName }, report) => {
    if (type === 'ExternalName' && !externalName)
      report('is required where the type is ExternalName', 'externalName');
  },
);

/** checkNames requires names where there are several ports. */
export function checkNames(ports: readonly { readonly name?: string }[], report: Report): void {
  if (ports.length < 2) return;
  ports.forEach(({ name }, index) => {
    if (name === undefined) report('is required where a Service has more than one port', index, 'name');
  });
}

/**
 * ServiceSpec: `clusterIPs` is empty where none are written, and contains `None` for a headless Service. `targetPort` is a
 * number, or the name of a port of the endpoints.
 */
export type ServiceSpec = Omit<Read<typeof spec>, 'clusterIP'>;

export const service = defineKind({
  id: 'kubernetes/Service',
  group: '',
  kind: 'Service',
  plural: 'services',
  shortNames: ['svc'],
  versions: ['v1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: ({ spec: { clusterIP, ...spec } }): ServiceSpec => ({
    ...spec,
    clusterIPs: spec.clusterIPs.length > 0 || !clusterIP ? spec.clusterIPs : [clusterIP],
  }),
});
export type Service = ResourceOf<typeof service>;
