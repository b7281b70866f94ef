declare const proxyIdBrand: unique symbol;

/**
 * ProxyId names a view, and everything that is kept for it: `<namespace>/<name>` for a gateway, `<mesh>.<dataplane>` for a
 * sidecar, the name of their class for gateways that share one proxy. It is made by `proxyId` alone, so that no two proxies
 * ever share one by the way in which it was put together.
 */
export type ProxyId = string & { readonly [proxyIdBrand]: true };

/** ProxyIdentity is which proxy is meant. No name holds a `/` or a `%`. */
export type ProxyIdentity =
  | { readonly kind: 'gateway'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'gateway-class'; readonly name: string }
  | { readonly kind: 'sidecar'; readonly mesh: string; readonly dataplane: string };

/**
 * proxyId: distinct identities have distinct ids. A gateway's holds a `/` and a sidecar's none; a sidecar's ends its mesh at
 * the first dot, as Kuma's node ids do, so that a dot in the name of a mesh is written otherwise; a class's has neither.
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

/** proxyIdentity is the inverse, for an id that comes from outside: undefined where it names no proxy. */
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
