import { displayRef, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { Gateway } from '#resources';
import { policiesAlong } from './explain-policy.ts';
import type { ExplanationPart } from './explanation.ts';
import type { Inspected } from './inspected.ts';

/** explainGateway says which listeners are in force, and which routes they took. */
export function explainGateway(
  key: ResourceKey,
  resource: Gateway,
  inspected: Inspected,
): ExplanationPart<'gateway'> | ExplanationPart<'other'> {
  const { reports, gateways, proxies } = inspected;
  const outcome = reports.get(key)?.outcome;
  const model = gateways.get(key);
  if (outcome?.kind !== 'gateway' || model === undefined) return { kind: 'other' };
  const object = parseResourceKey(key);
  const routes = [...reports.entries()].flatMap(([routeKey, { outcome }]) =>
    outcome.kind === 'route'
      ? outcome.parents
          .filter(parent => parent.gateway === key)
          .map(({ listeners }) => ({ route: displayRef(parseResourceKey(routeKey)), listeners }))
      : [],
  );
  return {
    kind: 'gateway',
    proxy: model.id,
    connected: proxies().filter(proxy => proxy.view === model.id).length,
    listeners: outcome.listeners.map(({ name, port, verdicts }) => {
      const written = resource.spec.listeners.find(listener => listener.name === name);
      return {
        name,
        port,
        hostname: written?.hostname ?? '*',
        protocol: written?.protocol ?? '',
        programmed: model.listeners.some(listener => listener.name === name),
        problems: Object.entries(verdicts)
          .filter(([type, { holds }]) => holds === (type === 'Conflicted'))
          .map(([type, { reason, message }]) => `${type}: ${message} (${reason})`),
        routes: routes
          .filter(r => r.listeners.includes(name))
          .map(r => r.route)
          .sort(),
        policies: policiesAlong([{ object, section: name }, { object }], inspected),
      };
    }),
  };
}
