/** MeshLayout is a synthetic mesh: the numbers of proxies and services, and how many services each proxy reaches. */
export interface MeshLayout {
  readonly proxies: number;
  readonly services: number;
  readonly reach: number | 'all';
}

/** layoutArgument is the layout as a command-line argument, see server.ts and control/mesh.go. */
export function layoutArgument({ proxies, services, reach }: MeshLayout): string {
  return [proxies, services, reach].join(',');
}

export function parseLayout(argument: string): MeshLayout {
  const [proxies, services, reach] = argument.split(',');
  return {
    proxies: Number(proxies),
    services: Number(services),
    reach: reach === 'all' ? reach : Number(reach),
  };
}

/**
 * The distance between the services of one proxy: it is large, so that two proxies with one service in common share no
 * other. The control uses the same.
 */
const stride = 997;

/** reachedBy are the numbers of the services that a proxy reaches. */
export function reachedBy(proxy: number, { services, reach }: MeshLayout): readonly number[] {
  if (reach === 'all') return Array.from({ length: services }, (_, i) => i);
  return Array.from({ length: reach }, (_, i) => (proxy + i * stride) % services);
}

/** callersOf are the proxies that reach a service, by the order in which they were declared. */
export function callersOf(service: number, layout: MeshLayout): readonly number[] {
  const all = Array.from({ length: layout.proxies }, (_, i) => i);
  return layout.reach === 'all' ? all : all.filter(proxy => reachedBy(proxy, layout).includes(service));
}

/** nodeId is a proxy's node id, which is also the name of its view. */
export function nodeId(proxy: number): string {
  return `mesh.proxy-${proxy}`;
}

export function serviceName(service: number): string {
  return `service-${service}`;
}
