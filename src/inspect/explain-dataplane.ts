import { hostAndPort } from '#lib/ip-address.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import {
  type CalledPort,
  type Capture,
  isLetIn,
  type Onward,
  type OnwardMatch,
  placeId,
  type ServiceSelector,
  type Sidecar,
  selects,
} from '#model';
import type { AnyResource } from '#resources';
import type { ExplainedReach, ExplainedRefusal, ExplanationPart } from './explanation.ts';
import type { Inspected } from './inspected.ts';
import { placeOf } from './located-finding.ts';
import { declaring } from './mesh/reached-ports.ts';
import { portText } from './port-text.ts';
import { turnedAway } from './turned-away.ts';

/**
 * explainDataplane says where others reach a workload, which services it reaches, and which of its declarations says so. `to`
 * limits the answer to one service.
 */
export function explainDataplane(
  key: ResourceKey,
  resource: Extract<AnyResource, { id: 'kuma/Dataplane' }>,
  inspected: Inspected,
  to?: string,
): ExplanationPart<'dataplane'> | { readonly kind: 'other' } {
  const sidecar = inspected.mesh.sidecars.get(resourceKey(resource.ref));
  if (sidecar === undefined) return { kind: 'other' };
  const ports = [...inspected.mesh.ports.entries()]
    .map(([, port]) => port)
    .filter(({ mesh, name }) => mesh === sidecar.mesh && (to === undefined || name === to));
  const reaches = ports.flatMap(port => reached(key, sidecar, port, inspected));
  return {
    kind: 'dataplane',
    proxy: sidecar.id,
    connected: inspected.proxies().filter(({ view }) => view === sidecar.id).length,
    captures: captureText(sidecar.capture),
    inbounds: sidecar.inbounds.map(
      ({ name, address, port, serviceAddress, servicePort, protocol, isReady }) => ({
        name,
        at: hostAndPort(address, port),
        application: hostAndPort(serviceAddress, servicePort),
        protocol,
        ready: isReady,
      }),
    ),
    reaches: reaches.sort((a, b) => (a.port < b.port ? -1 : 1)),
    ...(to === undefined
      ? {}
      : { asked: { service: to, refusals: whyNot(sidecar, to, ports, reaches, inspected) } }),
  };
}

function captureText(capture: Capture | undefined): string {
  if (capture === undefined) return 'nothing: its application calls the outbounds that are written';
  const { inboundPort, outboundPort, onward } = capture;
  return `what is sent comes to port ${outboundPort}, what is received to ${inboundPort}; it ${onwardText(onward)}`;
}

function onwardText(onward: Onward): string {
  switch (onward.kind) {
    case 'all':
      return 'passes through what is not a service';
    case 'none':
      return 'refuses what is not a service';
    case 'matched':
      return `passes through of what is not a service ${onward.matches.map(onwardMatchText).join(', ')}`;
  }
}

function onwardMatchText(match: OnwardMatch): string {
  const { port, speaks } = match;
  const what = match.kind === 'domain' ? match.domain : match.network;
  const at = port === undefined ? what : `${what} at port ${port}`;
  return speaks === undefined ? at : `${at} (${speaks})`;
}

/** A port may be reached in several ways: by outbounds and by the declared reach. */
function reached(
  key: ResourceKey,
  sidecar: Sidecar,
  port: CalledPort,
  inspected: Inspected,
): readonly ExplainedReach[] {
  const what = {
    port: portText(port),
    protocol: port.protocol,
    endpoints: inspected.backends.get(port.backend)?.endpoints.length ?? 0,
  };
  const by = (selector: ServiceSelector) =>
    selector.at === undefined
      ? { through: 'it says nothing, which is everything' }
      : { through: selector.at, ...placeOf(key, selector.at, inspected.locate) };
  const own = sidecar.outbounds
    .filter(({ to }) => selects(to, port))
    .map(({ address, port: at, to }) => ({ ...what, addresses: [hostAndPort(address, at)], ...by(to) }));
  const selector = declaring(sidecar, port);
  if (selector === undefined) return own;
  const addresses = virtualAddresses(port, inspected).map(address => hostAndPort(address, port.port));
  return [...own, { ...what, addresses, ...by(selector) }];
}

function virtualAddresses({ backend }: CalledPort, { mesh }: Inspected): readonly string[] {
  return mesh.gateways.get(placeId({ kind: 'outbound', service: backend }))?.addresses ?? [];
}

/** Says why ports of a service are out of reach, or refuse every call; empty where all of them can be called. */
function whyNot(
  sidecar: Sidecar,
  to: string,
  ports: readonly CalledPort[],
  reaches: readonly ExplainedReach[],
  inspected: Inspected,
): readonly ExplainedRefusal[] {
  if (ports.length === 0) return [{ port: to, why: whyNoService(sidecar, to, inspected.mesh) }];
  return ports.flatMap(port => {
    const text = portText(port);
    const ways = reaches.filter(one => one.port === text);
    if (ways.some(({ addresses }) => addresses.length > 0)) {
      const why = turnedAway(sidecar, port, inspected);
      return why === undefined ? [] : [{ port: text, why }];
    }
    // If the service is reachable as a MeshService, say, its service tag need not be reachable as well.
    if (port.kind === 'ServiceTag' && reaches.length > 0) return [];
    if (ways.length > 0) return [{ port: text, why: 'it has no virtual address yet' }];
    if (sidecar.reach === undefined)
      return [{ port: text, why: 'no outbound leads to it, and the Dataplane has no transparentProxying' }];
    const said = sidecar.reach.services.filter(({ of }) => of === port.kind);
    if (!isLetIn(sidecar.reach, port) && said.some(selector => selects(selector, port)))
      return [
        { port: text, why: 'no MeshTrafficPermission lets it in there, and reach follows permissions' },
      ];
    const why =
      said.length === 0
        ? `it reaches no ${port.kind}, by what it says or by its mesh's meshServices.mode`
        : `none of ${said.map(({ at }) => at ?? port.kind).join(', ')} selects it`;
    return [{ port: text, why }];
  });
}

function whyNoService({ mesh: own }: Sidecar, to: string, { ports }: Inspected['mesh']): string {
  const elsewhere = [...ports.entries()].find(([, { name }]) => name === to)?.[1].mesh;
  return elsewhere === undefined
    ? `there is no service ${to}`
    : `there is no service ${to} in mesh ${own}, only in mesh ${elsewhere}`;
}
