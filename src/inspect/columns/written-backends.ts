import { displayRef } from '#lib/resource-ref.ts';
import type { EnvoyGatewayBackend, FairleadBackend, KgatewayBackend } from '#resources';
import { destinationTexts, leadsTo } from '../destination-text.ts';
import { column, type Tables, type TypedColumn } from './column.ts';
import { some, unique } from './list-text.ts';
import { accepted, healthy, lookedUp, reason, referrers } from './usual-columns.ts';

/** What `get` shows of Backends of Envoy Gateway and of Fairlead. */
const ofWrittenBackends: readonly TypedColumn<EnvoyGatewayBackend | FairleadBackend>[] = [
  column('ENDPOINTS', ({ spec }) => some(leadsTo(spec))),
  column('PROTOCOLS', ({ spec }) =>
    some(
      unique([...spec.appProtocols, ...spec.endpoints.flatMap(e => e.protocol ?? [])].map(p => p.protocol)),
      'http',
    ),
  ),
  healthy,
  accepted,
  reason,
  column('TLS', ({ spec }) => String(spec.tls !== undefined), true),
  lookedUp,
  referrers,
];

/** What `get` shows of kgateway's Backends and gloo's Upstreams. */
const ofKgatewayBackends: readonly TypedColumn<KgatewayBackend>[] = [
  column('TYPE', ({ spec }) => spec.destination.kind),
  column('LEADS-TO', ({ spec }) => some(destinationTexts(spec.destination))),
  healthy,
  accepted,
  reason,
  column(
    'ORIGIN',
    ({ spec: { discoveredFrom } }) =>
      discoveredFrom === undefined ? 'written' : `discovered from ${displayRef(discoveredFrom)}`,
    true,
  ),
  lookedUp,
  referrers,
];

export const backendTables: Tables = {
  'envoy-gateway/Backend': ofWrittenBackends,
  'fairlead/Backend': ofWrittenBackends,
  'kgateway/Backend': ofKgatewayBackends,
  'kgateway/Upstream': ofKgatewayBackends,
  'gloo/Backend': ofKgatewayBackends,
  'gloo/Upstream': ofKgatewayBackends,
};
