import type { Collection, Graph, Tracker } from '#graph';
import { localZone, parseResourceKey, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { Report, Route } from '#model';
import type { AnyRoute, Gateway, SecurityPolicy } from '#resources';
import type { Inputs } from '../inputs.ts';
import { selects } from '../label-selection.ts';
import { reportOn } from '../report.ts';

/**
 * Protection says what must not be served because a policy restricts it in a way that is not served yet: without the policy
 * it would be open to everybody.
 */
export interface Protection {
  /** covers: a policy is about this route, this listener of a gateway, or the whole gateway. */
  covers(track: Tracker, route: ResourceKey, gateway: ResourceKey | undefined, listener: string): boolean;
  readonly reports: Collection<Report>;
}

/** protect derives what SecurityPolicies protect. */
export function protect(graph: Graph, inputs: Inputs, routes: Collection<AnyRoute>): Protection {
  const policies = inputs.of('envoy-gateway/SecurityPolicy');
  const byTarget = graph.index<SecurityPolicy>('translate/protections-by-target', policies, ({ ref, spec }) =>
    spec.targets.map(({ group, kind, name, sectionName }) => {
      const key = resourceKey({ group, kind, zone: localZone, namespace: ref.namespace, name });
      // A rule's name means its route: which of its rules that is may change while the policy does not.
      return sectionName === undefined || kind !== 'Gateway' ? key : sectionKey(key, sectionName);
    }),
  );
  const bySelected = graph.index<SecurityPolicy>('translate/protections-by-selection', policies, policy =>
    policy.spec.selectors.map(({ group, kind }) => selectionKey(group, kind, policy.ref.namespace)),
  );
  const gateways = inputs.of('gateway-api/Gateway');
  const isSelected = (track: Tracker, key: ResourceKey, objects: Collection<AnyRoute | Gateway>) => {
    const { group, kind, namespace } = parseResourceKey(key);
    const selecting = track.fetchAll(bySelected, selectionKey(group, kind, namespace));
    if (selecting.length === 0) return false;
    const labels = track.fetch(objects, key)?.metadata.labels ?? {};
    return selecting.some(({ spec }) =>
      spec.selectors.some(s => s.group === group && s.kind === kind && selects(s, labels)),
    );
  };
  return {
    covers: (track, route, gateway, listener) =>
      track.count(byTarget, route) > 0 ||
      isSelected(track, route, routes) ||
      (gateway !== undefined &&
        (track.count(byTarget, gateway) > 0 ||
          track.count(byTarget, sectionKey(gateway, listener)) > 0 ||
          isSelected(track, gateway, gateways))),
    reports: graph.map<SecurityPolicy, Report>('translate/protection-reports', policies, policy =>
      reportOn(policy, [notServed(policy)], { kind: 'object', verdicts: {} }),
    ),
  };
}

function sectionKey(key: ResourceKey, section: string): string {
  return [key, section].join('#');
}

function selectionKey(group: string, kind: string, namespace: string): string {
  return [group, kind, namespace].join('/');
}

function notServed({ ref }: SecurityPolicy) {
  return {
    severity: 'error',
    reason: 'UnsupportedValue',
    message:
      'is not served yet, so what it protects is out of service (requests get 500, connections are closed): remove it where everybody may pass',
    path: 'spec',
    ref,
  } as const;
}

/** withheld is a route that serves nobody, at the same place. */
export function withheld(route: Route): Route {
  switch (route.kind) {
    case 'http':
      return {
        ...route,
        rules: route.rules.map(({ matches }) => ({ matches, action: { kind: 'respond', status: 500 } })),
      };
    case 'tcp':
      return { ...route, forwarding: { destinations: [], mirrors: [] } };
  }
}
