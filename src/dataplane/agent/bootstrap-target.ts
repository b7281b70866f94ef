import { type Fields, isMap } from '#lib/fields.ts';
import type { ControlPlaneTarget } from '../hostnames/index.ts';
import type { ControlPlane } from './join-control-plane.ts';
import { localClusters } from './local-clusters.ts';

/**
 * withAdmin is a bootstrap whose admin interface listens on a socket that only this user can reach. Its Envoy calls that
 * interface, and the process that started it, by unix sockets in the same folder.
 */
export function withAdmin(bootstrap: Fields, path: string): Fields {
  const admin = isMap(bootstrap.admin) ? bootstrap.admin : {};
  const written = isMap(bootstrap.staticResources) ? bootstrap.staticResources : {};
  const clusters = Array.isArray(written.clusters) ? written.clusters : [];
  const own = localClusters(path);
  const others = clusters.filter(cluster => !own.some(({ name }) => at(cluster, 'name') === name));
  return {
    ...bootstrap,
    admin: { ...admin, address: { pipe: { path, mode: 0o600 } } },
    staticResources: { ...written, clusters: [...others, ...own] },
  };
}

/**
 * targetIn is the address at which a bootstrap has its Envoy ask for xDS, so that others can ask there, too. It throws where
 * the bootstrap names none.
 */
export function targetIn(bootstrap: Fields, { ca, skipsVerification }: ControlPlane): ControlPlaneTarget {
  const name = at(bootstrap, 'dynamicResources', 'adsConfig', 'grpcServices', 0, 'envoyGrpc', 'clusterName');
  const clusters = at(bootstrap, 'staticResources', 'clusters');
  const cluster = Array.isArray(clusters) ? clusters.find(one => at(one, 'name') === name) : undefined;
  const address = at(cluster, 'loadAssignment', 'endpoints', 0, 'lbEndpoints', 0, 'endpoint', 'address');
  const pipe = at(address, 'pipe', 'path');
  if (typeof pipe === 'string') return { url: `unix:${pipe}` };
  const host = at(address, 'socketAddress', 'address');
  const port = at(address, 'socketAddress', 'portValue');
  if (typeof host !== 'string' || typeof port !== 'number')
    throw new Error('its bootstrap does not say where it serves xDS');
  const isSecured = at(cluster, 'transportSocket') !== undefined;
  return {
    url: `${isSecured ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ...(isSecured && ca !== undefined ? { ca } : {}),
    ...(isSecured && (skipsVerification === true || ca === undefined) ? { skipsVerification: true } : {}),
  };
}

/** nodeIn is the node that an Envoy with this bootstrap says it is. */
export function nodeIn(bootstrap: Fields): { readonly id: string; readonly cluster?: string } {
  const [id, cluster] = [at(bootstrap, 'node', 'id'), at(bootstrap, 'node', 'cluster')];
  if (typeof id !== 'string') throw new Error('its bootstrap does not say who the proxy is');
  return { id, ...(typeof cluster === 'string' ? { cluster } : {}) };
}

function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? (inner as Fields)[step] : undefined),
    value,
  );
}
