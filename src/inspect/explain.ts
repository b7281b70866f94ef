import { displayRef, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { type AnyResource, isMeshPolicy, isPolicy, isRoute } from '#resources';
import { explainBackend } from './explain-backend.ts';
import { explainDataplane } from './explain-dataplane.ts';
import { explainGateway } from './explain-gateway.ts';
import { explainMeshPolicy } from './explain-mesh-policy.ts';
import { explainPolicy } from './explain-policy.ts';
import { explainRoute } from './explain-route.ts';
import type { AnyExplanationPart, Explanation } from './explanation.ts';
import type { Inspected } from './inspected.ts';
import { type LocatedFinding, locateFinding, placeOf } from './located-finding.ts';

type Id = AnyResource['id'];

type Explain<R> = (
  key: ResourceKey,
  resource: R,
  inspected: Inspected,
  findings: readonly LocatedFinding[],
  to?: string,
) => AnyExplanationPart;

/** The explainers of single kinds; routes and policies of all kinds share theirs. */
const explainers: { readonly [I in Id]?: Explain<Extract<AnyResource, { readonly id: I }>> } = {
  'gateway-api/Gateway': explainGateway,
  'gateway-api/ListenerSet': explainGateway,
  'gateway-api/XListenerSet': explainGateway,
  'fairlead/Backend': explainBackend,
  'envoy-gateway/Backend': explainBackend,
  'kgateway/Backend': explainBackend,
  'kgateway/Upstream': explainBackend,
  'gloo/Backend': explainBackend,
  'gloo/Upstream': explainBackend,
  'istio/ServiceEntry': explainBackend,
  'kubernetes/Service': explainBackend,
  'kubernetes/ServiceImport': explainBackend,
  'kuma/Dataplane': (key, resource, inspected, _, to) => explainDataplane(key, resource, inspected, to),
};

/**
 * explain says what happens to requests that the object under `key` concerns; `to` limits the answer for a Dataplane to one
 * service.
 */
export function explain(
  key: ResourceKey,
  resource: AnyResource | undefined,
  inspected: Inspected,
  to?: string,
): Explanation {
  const findings = (inspected.findings.get(key) ?? []).map(f => locateFinding(key, f, inspected.locate));
  return {
    subject: displayRef(parseResourceKey(key)),
    ...placeOf(key, '', inspected.locate),
    findings,
    ...partOf(key, resource, inspected, findings, to),
  };
}

function partOf(
  key: ResourceKey,
  resource: AnyResource | undefined,
  inspected: Inspected,
  findings: readonly LocatedFinding[],
  to: string | undefined,
): AnyExplanationPart {
  if (resource === undefined) return { kind: 'other' };
  if (isRoute(resource)) return explainRoute(key, resource, inspected, findings);
  if (isPolicy(resource)) return explainPolicy(key, resource, inspected);
  if (isMeshPolicy(resource)) return explainMeshPolicy(key, inspected);
  // The cast is safe: the explainer of an id takes resources of that id, as the type of the table ensures.
  const own = explainers[resource.id] as Explain<AnyResource> | undefined;
  return own?.(key, resource, inspected, findings, to) ?? { kind: 'other' };
}
