declare const proxyIdBrand: unique symbol;

/**
 * ProxyId names a proxy's view, and everything that is kept for it: `<namespace>/<name>` for a gateway, `<mesh>.<dataplane>` for
 * a sidecar, the name of the class for gateways that share one proxy. Only `proxyId` makes it, so that no two proxies ever get
 * the same id.
 */
export type ProxyId = string & { readonly [proxyIdBrand]: true };

/** ProxyIdentity identifies a proxy. No name holds a `/` or a `%`. */
export type ProxyIdentity =
  | { readonly kind: 'gateway'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'gateway-class'; readonly name: string }
  | { readonly kind: 'sidecar'; readonly mesh: string; readonly dataplane: string };

/**
 * proxyId makes distinct ids of distinct identities. A gateway's id holds a `/`, a sidecar's none. As in Kuma's node ids, a
 * sidecar's mesh ends at the first dot, so dots in the mesh's name are escaped. A class's id has neither `/` nor dot.
 */
export function proxyId(identity: ProxyIdentity): ProxyId {
  switch (identity.kind) {
    case 'gateway':
      return [identity.namespace, identity.name].join('/') as ProxyId;
    case 'gateway-class':
      return identity.name.replaceAll('.', writtenDot) as ProxyId;
    case 'sidecar':
      return [identity.mesh.replaceAll('.', writtenDot), identity.dataplane].join('.') as ProxyId;
  }
}

/** proxyIdentity is the inverse, for an id that comes from outside; undefined where the id names no proxy. */
export function proxyIdentity(id: string): ProxyIdentity | undefined {
  const [namespace, name, ...more] = id.split('/');
  if (namespace && name && more.length === 0) return { kind: 'gateway', namespace, name };
  if (id.includes('/') || id === '') return undefined;
  const dot = id.indexOf('.');
  if (dot < 0) return { kind: 'gateway-class', name: id.replaceAll(writtenDot, '.') };
  const [mesh, dataplane] = [id.slice(0, dot), id.slice(dot + 1)];
  if (mesh === '' || dataplane === '') return undefined;
  return { kind: 'sidecar', mesh: mesh.replaceAll(writtenDot, '.'), dataplane };
}

const writtenDot = '%2E';
