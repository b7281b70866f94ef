import { displayRef, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { placeOfListener, type Report } from '#model';
import type { Gateway, ListenerSet } from '#resources';
import { policiesAlong } from './explain-policy.ts';
import { wayThrough } from './explain-route.ts';
import type { ExplanationPart } from './explanation.ts';
import type { Inspected } from './inspected.ts';

/** explainGateway says which listeners of a Gateway or a ListenerSet are in force, and which routes they took. */
export function explainGateway(
  key: ResourceKey,
  resource: Gateway | ListenerSet,
  inspected: Inspected,
): ExplanationPart<'gateway'> | ExplanationPart<'other'> {
  const { reports, gateways, proxies } = inspected;
  const outcome = reports.get(key)?.outcome;
  const gateway = outcome && gatewayOf(key, outcome);
  const model = gateway === undefined ? undefined : gateways.get(gateway);
  if (gateway === undefined || model === undefined || !hasListeners(outcome)) return { kind: 'other' };
  const placed = (names: readonly string[]) => names.map(name => placeOfListener(gateway, name));
  const routes = [...reports.entries()].flatMap(([routeKey, { outcome }]) =>
    outcome.kind === 'route'
      ? outcome.parents
          .filter(parent => parent.gateway === gateway)
          .map(({ listeners }) => ({
            route: displayRef(parseResourceKey(routeKey)),
            sections: placed(listeners).flatMap(({ object, section }) => (object === key ? [section] : [])),
          }))
      : [],
  );
  const inForce = model.listeners.filter(({ name }) => placeOfListener(gateway, name).object === key);
  const sets = [...reports.entries()].filter(
    ([set, { outcome }]) => set !== key && gatewayOf(set, outcome) === key && hasListeners(outcome),
  );
  return {
    kind: 'gateway',
    ...(gateway === key ? {} : { addsTo: displayRef(parseResourceKey(gateway)) }),
    proxy: model.id,
    connected: proxies().filter(proxy => proxy.view === model.id).length,
    listeners: outcome.listeners.map(({ name: section, port, verdicts }) => {
      const written = resource.spec.listeners.find(listener => listener.name === section);
      const own = inForce.find(({ name }) => placeOfListener(gateway, name).section === section);
      return {
        name: section,
        port,
        hostname: written?.hostname ?? '*',
        protocol: written?.protocol ?? '',
        programmed: own !== undefined,
        problems: Object.entries(verdicts)
          .filter(([type, { holds }]) => holds === (type === 'Conflicted'))
          .map(([type, { reason, message }]) => `${type}: ${message} (${reason})`),
        routes: routes
          .filter(r => r.sections.includes(section))
          .map(r => r.route)
          .sort(),
        policies: policiesAlong(wayThrough(gateway, own?.name ?? section).chain, inspected),
      };
    }),
    sets: sets.map(([set]) => displayRef(parseResourceKey(set))).sort(),
  };
}

type Outcome = Report['outcome'];

function hasListeners(
  outcome: Outcome | undefined,
): outcome is Extract<Outcome, { kind: 'gateway' | 'listener-set' }> {
  return outcome?.kind === 'gateway' || outcome?.kind === 'listener-set';
}

function gatewayOf(key: ResourceKey, outcome: Outcome): ResourceKey | undefined {
  if (outcome.kind === 'gateway') return key;
  return outcome.kind === 'listener-set' ? outcome.gateway : undefined;
}
