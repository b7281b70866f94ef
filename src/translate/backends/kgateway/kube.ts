import type { Tracker } from '#graph';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type { KubeService, Service } from '#resources';
import { given } from '../../policies/given.ts';
import type { BackendKindContext } from '../backend-kind.ts';
import { followsNoName, type ServicePort, translateServicePort } from '../service-port.ts';
import { type BuiltDestination, type DestinationKind, refused, type Written } from './destination-kind.ts';

/**
 * A port of a Service: the same as a reference to the Service itself. Policies about the Service hold too, after the
 * Backend's own.
 */
export const kubeService: DestinationKind<KubeService> = {
  build: (written, context, track) => {
    const { ref, destination } = written;
    const { service: name, namespace = ref.namespace, at } = destination;
    const target = { group: '', kind: 'Service', zone: localZone, namespace, name } as const;
    const shown = `Service ${namespace}/${name}`;
    if (!context.grants.permits(track, ref, target))
      return refused(
        'RefNotPermitted',
        `names ${shown}, which no ReferenceGrant permits`,
        `${at}.serviceName`,
      );
    const service = track.fetch(context.inputs.of('kubernetes/Service'), resourceKey(target));
    if (service === undefined)
      return refused('BackendNotFound', `names ${shown}, which was not found`, `${at}.serviceName`);
    const port = portOf(service, destination.port);
    if (port === undefined) return refused(...withoutPort(service, shown, written));
    if (!selectsAll(service, destination.selector)) {
      const message = `names labels that ${shown} does not select by itself: which of its pods have them is not known, and none of them is sent anything`;
      return refused('UnsupportedValue', message, `${at}.selector`);
    }
    return builtOf(service, port, `${at}.serviceName`, context, track);
  },
};

function builtOf(
  { ref, spec }: Service,
  port: ServicePort,
  path: string,
  { slices, policy }: BackendKindContext,
  track: Tracker,
): BuiltDestination {
  const addressed = { ref, addresses: spec.clusterIPs };
  const state =
    spec.type === 'ExternalName'
      ? followsNoName(ref, port)
      : translateServicePort(addressed, port, slices, policy, track);
  if (state.kind !== 'usable') {
    const { reason, message } = state.kind === 'unusable' ? state.problem : noBackend;
    return refused(reason, message, path);
  }
  const { protocol, discovery, endpoints, serviceAddress } = state.backend;
  return {
    kind: 'built',
    backend: { protocol, discovery, endpoints, ...given({ serviceAddress }) },
    isProtocolOpen: state.isProtocolOpen,
    ...given({ sections: state.sections }),
    alsoAs: [resourceKey(ref)],
    findings: [],
  };
}

const noBackend = { reason: 'UnsupportedValue', message: 'is not a backend' } as const;

/** An Upstream is reached by TCP connections: a UDP port of the same number is not meant. */
function portOf({ spec: { ports } }: Service, wanted: number | undefined): ServicePort | undefined {
  const streams = ports.filter(({ protocol }) => protocol !== 'UDP');
  if (wanted !== undefined) return streams.find(({ port }) => port === wanted);
  return streams.length === 1 ? streams[0] : undefined;
}

function withoutPort(
  { spec: { ports } }: Service,
  shown: string,
  { destination: { port, at } }: Written<KubeService>,
): Parameters<typeof refused> {
  const there = ports.map(one => one.port).join(', ') || 'none';
  return port === undefined
    ? [
        'PortNotSpecified',
        `must name a port of ${shown}, as that has not exactly one; it has ${there}`,
        `${at}.servicePort`,
      ]
    : [
        'PortNotFound',
        `names port ${port}, which ${shown} does not have; it has ${there}`,
        `${at}.servicePort`,
      ];
}

/** All pods of a Service have the labels of its own selector; about any other labels the EndpointSlices say nothing. */
function selectsAll({ spec }: Service, selector: KubeService['selector']): boolean {
  return Object.entries(selector).every(([label, value]) => spec.selector[label] === value);
}
