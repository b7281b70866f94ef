// `server.ts --mesh PROXIES,SERVICES,REACH --xds HOST:PORT`: a whole control plane, as users run it, over a mesh whose
// objects are in memory instead of in files, as the control has no files either. It takes commands as JSON lines on stdin
// and answers each with its `id`.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createMemoryObjects } from '#sources/memory';
import { createMemoryState } from '#state';
import { startControlPlane } from '../../src/main/control-plane.ts';
import { type MeshLayout, parseLayout, reachedBy, serviceName } from './layout.ts';

/** MeshCommand is one line of stdin: it gives a (possibly new) service its endpoints, or declares one more proxy. */
export type MeshCommand =
  | { readonly do: 'service'; readonly service: number; readonly endpoints: readonly string[] }
  | { readonly do: 'proxy'; readonly proxy: number };

const mesh = 'mesh';
const { values } = parseArgs({ options: { mesh: { type: 'string' }, xds: { type: 'string' } } });
if (values.mesh === undefined || values.xds === undefined) throw new Error('--mesh and --xds are needed');
const layout = parseLayout(values.mesh);
const objects = createMemoryObjects();
// Node writes a CPU profile only at an orderly exit.
process.once('SIGTERM', () => process.exit());

/** A proxy declares what it reaches; one that reaches everything declares nothing. */
function declare(proxy: number, { reach }: MeshLayout): void {
  const refs = () => reachedBy(proxy, layout).map(one => ({ kind: 'MeshService', name: serviceName(one) }));
  workload(`proxy-${proxy}`, `10.3.${proxy >> 8}.${proxy & 255}`, {
    ...(reach === 'all' ? {} : { reachableBackends: { refs: refs() } }),
  });
}

/** serve gives a service its endpoints: each is a workload with a sidecar that never connects. */
function serve(service: number, endpoints: readonly string[]): void {
  const name = serviceName(service);
  for (const [i, address] of endpoints.entries()) {
    workload(`at-${name}-${i}`, address, { reachableBackends: {} }, { app: name });
  }
  objects.put({
    ...{ type: 'MeshService', mesh, name },
    spec: {
      selector: { dataplaneLabels: { matchLabels: { app: name } } },
      ports: [{ port: 80, targetPort: 8080 }],
    },
  });
}

function workload(name: string, address: string, capture: object, labels: object = {}): void {
  objects.put({
    ...{ type: 'Dataplane', mesh, name, labels },
    networking: {
      address,
      inbound: [{ port: 8080 }],
      transparentProxying: { ipFamilyMode: 'IPv4', ...capture },
    },
  });
}

/** endpointsOf a service that no command has changed. The control has the same. */
function endpointsOf(service: number): readonly string[] {
  return [`10.1.${service >> 8}.${service & 255}`, `10.2.${service >> 8}.${service & 255}`];
}

objects.put({ type: 'Mesh', name: mesh });
for (let i = 0; i < layout.proxies; i++) declare(i, layout);
for (let i = 0; i < layout.services; i++) serve(i, endpointsOf(i));
const controlPlane = await startControlPlane({
  source: objects.source(),
  state: createMemoryState(),
  policy: { allowed: new Set(), socketDirectories: [], refusedSockets: [] },
  xds: { address: values.xds },
});
console.log(`serving ${controlPlane.xdsAddress}`);
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line) as MeshCommand & { readonly id: number };
  if (command.do === 'service') serve(command.service, command.endpoints);
  else declare(command.proxy, layout);
  console.log(JSON.stringify({ id: command.id }));
}
await controlPlane.close();
