import { displayRef, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { type AnyResource, isRoute } from '#resources';
import { explainBackend } from './explain-backend.ts';
import { explainGateway } from './explain-gateway.ts';
import { explainRoute } from './explain-route.ts';
import type { Explanation } from './explanation.ts';
import type { Inspected } from './inspected.ts';
import { locateFinding, placeOf } from './located-finding.ts';

/** explain says what becomes of the requests that the object under `key` is about. */
export function explain(
  key: ResourceKey,
  resource: AnyResource | undefined,
  inspected: Inspected,
): Explanation {
  const findings = (inspected.findings.get(key) ?? []).map(f => locateFinding(key, f, inspected.locate));
  const about = {
    subject: displayRef(parseResourceKey(key)),
    ...placeOf(key, '', inspected.locate),
    findings,
  };
  if (resource !== undefined && isRoute(resource)) {
    return { ...about, ...explainRoute(key, resource, findings, inspected) };
  }
  switch (resource?.id) {
    case 'gateway-api/Gateway':
      return { ...about, ...explainGateway(key, inspected) };
    case 'envoy-gateway/Backend':
    case 'kubernetes/Service':
      return { ...about, ...explainBackend(resource, inspected) };
    default:
      return { ...about, kind: 'other' };
  }
}
