import { resourceKey } from '#lib/resource-ref.ts';
import {
  type Capture,
  type Inbound,
  type IpFamilies,
  type Outbound,
  type Probe,
  proxyId,
  type Sidecar,
} from '#model';
import { type Dataplane, isProbed, type Mesh, placeInMesh } from '#resources';
import { declaredReach, refSelector } from './declared-reach.ts';
import { computedLabels } from './labels.ts';

/** serviceTag is the tag that says which service an inbound is of. */
export const serviceTag = 'kuma.io/service';

/** Locate finds the IP address for a written address, which may be a host name; undefined while it is unknown. */
export type Locate = (written: string, port: number) => string | undefined;

/**
 * translateSidecar gives the meaning of a Dataplane. `mesh` is undefined where nobody wrote that Mesh, so that it settles
 * nothing. An inbound at a host name whose address is not known yet is left out.
 */
export function translateSidecar(dataplane: Dataplane, mesh: Mesh | undefined, locate: Locate): Sidecar {
  const { ref, spec } = dataplane;
  const name = placeInMesh(dataplane).mesh;
  const capture = captureOf(dataplane, mesh);
  return {
    id: proxyId({ kind: 'sidecar', mesh: name, dataplane: ref.name }),
    origin: resourceKey(ref),
    mesh: name,
    name: ref.name,
    zone: ref.zone,
    labels: computedLabels(dataplane),
    address: locate(spec.networking.address, 0) ?? spec.networking.address,
    inbounds: spec.networking.inbound.flatMap(inbound =>
      inbound.state === 'Ignored' ? [] : inboundOf(inbound, spec.networking.advertisedAddress, locate),
    ),
    ...probesOf(dataplane),
    outbounds: spec.networking.outbound.map((one, i) => outboundOf(one, `networking.outbound[${i}]`)),
    ...(capture === undefined ? {} : { capture, reach: declaredReach(dataplane, mesh) }),
  };
}

type WrittenInbound = Dataplane['spec']['networking']['inbound'][number];

function inboundOf(
  { name, port, health, state, ...inbound }: WrittenInbound,
  advertised: string | undefined,
  locate: Locate,
): readonly Inbound[] {
  const { servicePort, protocol, tags } = inbound;
  const address = locate(inbound.address, port);
  const serviceAddress = locate(inbound.serviceAddress, servicePort);
  if (address === undefined || serviceAddress === undefined) return [];
  const reachedAt = advertised === undefined ? address : locate(advertised, port);
  return [
    {
      name: name ?? String(port),
      ...{ address, port, serviceAddress, servicePort, protocol, tags },
      ...(reachedAt === undefined ? {} : { reachedAt }),
      isReady: state === 'Ready' && health?.ready !== false,
    },
  ];
}

/** A probe names an inbound by its port, or by its application's port. */
function probesOf({ spec: { networking, probes } }: Dataplane): Pick<Sidecar, 'probes'> {
  if (probes === undefined) return {};
  const { port, endpoints } = probes;
  const named = endpoints.flatMap(({ inboundPort, inboundPath: asked, path }): readonly Probe[] => {
    const inbound = networking.inbound.find(one => isProbed(one, inboundPort));
    return inbound === undefined ? [] : [{ path, inbound: inbound.name ?? String(inbound.port), asked }];
  });
  return { probes: { port, endpoints: named } };
}

type WrittenOutbound = Dataplane['spec']['networking']['outbound'][number];

function outboundOf({ address, port, tags, backendRef }: WrittenOutbound, at: string): Outbound {
  const to =
    backendRef === undefined
      ? { kind: 'named' as const, of: 'ServiceTag' as const, name: tags[serviceTag] ?? '', at }
      : refSelector(backendRef, at);
  return { address, port, to };
}

/** A port of 0 turns its direction off. A sidecar that captures no outbound traffic reaches nothing by virtual addresses. */
function captureOf(dataplane: Dataplane, mesh: Mesh | undefined): Capture | undefined {
  const written = dataplane.spec.networking.transparentProxying;
  if (written === undefined || written.redirectPortOutbound === 0) return undefined;
  return {
    inboundPort: written.redirectPortInbound,
    outboundPort: written.redirectPortOutbound,
    families: families[written.ipFamilyMode],
    onward: { kind: (mesh?.spec.networking.outbound.passthrough ?? true) ? 'all' : 'none' },
    ...directOf(placeInMesh(dataplane).mesh, written.directAccessServices),
  };
}

function directOf(mesh: string, services: readonly string[] = []): Pick<Capture, 'direct'> {
  if (services.length === 0) return {};
  return { direct: services.includes('*') ? { mesh } : { mesh, services: [...new Set(services)].sort() } };
}

const families = {
  DualStack: 'dual',
  IPv4: 'ipv4',
  IPv6: 'ipv6',
} as const satisfies Record<string, IpFamilies>;
