import { resourceKey } from '#lib/resource-ref.ts';
import { type Capture, type Inbound, type IpFamilies, type Outbound, proxyId, type Sidecar } from '#model';
import { type Dataplane, type Mesh, placeInMesh } from '#resources';
import { declaredReach, refSelector } from './declared-reach.ts';
import { computedLabels } from './labels.ts';

/** serviceTag is the tag by which inbounds say which service they are. */
export const serviceTag = 'kuma.io/service';

/** translateSidecar gives the meaning of a Dataplane. `mesh` is absent where nobody wrote it: then nothing is said of it. */
export function translateSidecar(dataplane: Dataplane, mesh: Mesh | undefined): Sidecar {
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
    address: spec.networking.address,
    inbounds: spec.networking.inbound.filter(({ state }) => state !== 'Ignored').map(inboundOf),
    outbounds: spec.networking.outbound.map((one, i) => outboundOf(one, `networking.outbound[${i}]`)),
    ...(capture === undefined ? {} : { capture, reach: declaredReach(dataplane, mesh) }),
  };
}

type WrittenInbound = Dataplane['spec']['networking']['inbound'][number];

function inboundOf({ name, port, health, state, ...inbound }: WrittenInbound): Inbound {
  const { address, serviceAddress, servicePort, protocol, tags } = inbound;
  return {
    name: name ?? String(port),
    ...{ address, port, serviceAddress, servicePort, protocol, tags },
    isReady: state === 'Ready' && health?.ready !== false,
  };
}

type WrittenOutbound = Dataplane['spec']['networking']['outbound'][number];

function outboundOf({ address, port, tags, backendRef }: WrittenOutbound, at: string): Outbound {
  const to =
    backendRef === undefined
      ? { kind: 'named' as const, of: 'ServiceTag' as const, name: tags[serviceTag] ?? '', at }
      : refSelector(backendRef, at);
  return { address, port, to };
}

/** A port of 0 turns its direction off; what is not captured on its way out reaches nothing by virtual addresses. */
function captureOf({ spec: { networking } }: Dataplane, mesh: Mesh | undefined): Capture | undefined {
  const written = networking.transparentProxying;
  if (written === undefined || written.redirectPortOutbound === 0) return undefined;
  return {
    inboundPort: written.redirectPortInbound,
    outboundPort: written.redirectPortOutbound,
    families: families[written.ipFamilyMode],
    passesThrough: mesh?.spec.networking.outbound.passthrough ?? true,
  };
}

const families = {
  DualStack: 'dual',
  IPv4: 'ipv4',
  IPv6: 'ipv6',
} as const satisfies Record<string, IpFamilies>;
