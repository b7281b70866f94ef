import type { Introspection, ShownProxy } from '#inspect';
import { isMap } from '#lib/fields.ts';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { proxyId } from '#model';

/**
 * dataplaneOverviews shows Dataplanes together with their connected proxies, in the form that Kuma's own tools read: for
 * these, a proxy is online if it has a subscription without an end.
 */
export function dataplaneOverviews(introspection: Introspection): (key: ResourceKey) => unknown {
  const proxies = new Map<string, ShownProxy[]>();
  for (const proxy of introspection.proxies())
    proxies.set(proxy.view, [...(proxies.get(proxy.view) ?? []), proxy]);
  return key => {
    const object = introspection.object(key);
    if (object === undefined) return undefined;
    const { namespace, name } = parseResourceKey(key);
    const { type: _t, name: _n, status: _s, ...shown } = object;
    const { mesh = namespace, labels, creationTime, modificationTime, ...written } = shown;
    const connected = proxies.get(proxyId({ kind: 'sidecar', mesh: String(mesh), dataplane: name })) ?? [];
    return {
      ...{ type: 'DataplaneOverview', mesh, name, labels, creationTime, modificationTime },
      dataplane: isMap(written.spec) ? written.spec : written,
      dataplaneInsight: { subscriptions: connected.map(subscription) },
    };
  };
}

function subscription({ id, since, envoyVersion, rejected }: ShownProxy) {
  return {
    id,
    connectTime: since,
    status: { lastUpdateTime: since, total: { responsesRejected: String(rejected.length) } },
    version: { envoy: { version: envoyVersion } },
  };
}
