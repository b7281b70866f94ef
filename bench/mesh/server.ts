// `server.ts --mesh PROXIES,SERVICES,REACH --xds HOST:PORT`: Fairlead's graph, reach sets and streams under a synthetic mesh, as
// no dialect of it is read yet. It takes commands as JSON lines on stdin and answers each with its `id`.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createGraph, type Graph } from '#graph';
import type { XdsType } from '#lib/xds-resource.ts';
import { type ProxyId, proxyId, type ReachablePort, type ReachDeclaration } from '#model';
import { type DeclaredReach, type ReachSetMember, type ReachSets, reachSets } from '#reach';
import { createXdsServer } from '#xds';
import { feedViews } from '../../src/main/feed-views.ts';
import { type MeshLayout, parseLayout, reachedBy, serviceName } from './layout.ts';
import { inboundListener, type MeshService, meshCluster, meshEndpoints, meshListener } from './resources.ts';

/** MeshCommand is one line of stdin: gives a service these endpoints (it may be new), or declares one more proxy. */
export type MeshCommand =
  | { readonly do: 'service'; readonly service: number; readonly endpoints: readonly string[] }
  | { readonly do: 'proxy'; readonly proxy: number };

interface Member {
  readonly set: string;
  readonly type: XdsType;
  readonly name: string;
}

const mesh = 'mesh';
const of = 'MeshService';

function sidecar(proxy: number): ProxyId {
  return proxyId({ kind: 'sidecar', mesh, dataplane: `proxy-${proxy}` });
}

function declarationOf(proxy: number, layout: MeshLayout): ReachDeclaration {
  const named = () =>
    reachedBy(proxy, layout).map(service => ({ kind: 'named', of, name: serviceName(service) }) as const);
  return { mesh, policies: [], services: layout.reach === 'all' ? [{ kind: 'all', of }] : named() };
}

function serviceOf(service: number, endpoints: readonly string[]): MeshService {
  const address = `240.0.${service >> 8}.${service & 255}`;
  return { mesh, name: serviceName(service), labels: { zone: `z${service % 3}` }, address, endpoints };
}

/** endpointsOf a service that no command has changed. The control has the same. */
function endpointsOf(service: number): readonly string[] {
  return [`10.1.${service >> 8}.${service & 255}`, `10.2.${service >> 8}.${service & 255}`];
}

/** members are the names that each set holds: a cluster and a listener for each service, and a listener of one's own. */
function membersOf(graph: Graph, proxies: ReturnType<typeof sources>['proxies'], reach: ReachSets) {
  const own = graph.view<DeclaredReach, Member>('bench/own-members', proxies, ({ proxy }) => ({
    set: proxy,
    type: 'listener',
    name: `inbound:${proxy}`,
  }));
  // Their keys are those of what they are made of: nothing is kept for them.
  const shared = (type: XdsType, prefix: string) =>
    graph.view<ReachSetMember, Member>(`bench/${type}-members`, reach.members, ({ set, service }) => ({
      set,
      type,
      name: `${prefix}${service}`,
    }));
  return [own, shared('cluster', ''), shared('listener', 'outbound:')];
}

function sources(graph: Graph, layout: MeshLayout) {
  const proxies = graph.source<DeclaredReach>('bench/proxies');
  const services = graph.source<MeshService>('bench/services');
  const declare = (proxy: number) =>
    proxies.set(sidecar(proxy), { proxy: sidecar(proxy), declaration: declarationOf(proxy, layout) });
  const serve = (service: number, endpoints: readonly string[]) =>
    services.set(serviceName(service), serviceOf(service, endpoints));
  graph.batch(() => {
    for (let i = 0; i < layout.proxies; i++) declare(i);
    for (let i = 0; i < layout.services; i++) serve(i, endpointsOf(i));
  });
  return { proxies, services, declare, serve };
}

const { values } = parseArgs({ options: { mesh: { type: 'string' }, xds: { type: 'string' } } });
if (values.mesh === undefined || values.xds === undefined) throw new Error('--mesh and --xds are needed');
// A profile is written at an orderly exit alone.
process.once('SIGTERM', () => process.exit());
const graph = createGraph();
const { proxies, services, declare, serve } = sources(graph, parseLayout(values.mesh));
// Who reaches a service is decided by its name and labels: an endpoint that changes is none of its business.
const reachable = graph.view<MeshService, ReachablePort>(
  'bench/reachable',
  services,
  ({ mesh, name, labels }) => ({ mesh, kind: of, name, labels, port: 80 }),
);
const reach = reachSets(graph, proxies, reachable);
const members = membersOf(graph, proxies, reach);
const resources = [
  graph.map('bench/clusters', services, meshCluster),
  graph.map('bench/endpoints', services, meshEndpoints),
  graph.map('bench/listeners', services, meshListener),
  graph.map('bench/inbound', proxies, ({ proxy }) => inboundListener(proxy)),
];
const xds = createXdsServer();
feedViews(graph, { views: reach.views, members, resources }, change => xds.apply(change));
xds.open();
console.log(`serving ${await xds.listen({ address: values.xds })}`);
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line) as MeshCommand & { readonly id: number };
  if (command.do === 'service') serve(command.service, command.endpoints);
  else declare(command.proxy);
  console.log(JSON.stringify({ id: command.id }));
}
await xds.close();
