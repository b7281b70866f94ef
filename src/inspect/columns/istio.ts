import { addressText, workloadLabels } from '#resources';
import { column, type Tables } from './column.ts';
import { some } from './list-text.ts';
import { accepted, healthy, lookedUp, reason, referrers } from './usual-columns.ts';

export const istioTables: Tables = {
  'istio/ServiceEntry': [
    column('HOSTS', ({ spec }) => some(spec.hosts)),
    column('LOCATION', ({ spec }) => spec.location),
    column('RESOLUTION', ({ spec }) => spec.resolution),
    column('PORTS', ({ spec }) => some(spec.ports.map(p => `${p.number}/${p.protocol}`))),
    healthy,
    accepted,
    reason,
    lookedUp,
    referrers,
  ],
  'istio/WorkloadEntry': [
    column('ADDRESS', ({ spec: { address } }) => addressText(address)),
    column('LABELS', one =>
      some(Object.entries(workloadLabels(one)).map(([label, value]) => `${label}=${value}`)),
    ),
    column('LOCALITY', ({ spec }) => spec.locality ?? ''),
    column('WEIGHT', ({ spec }) => String(spec.weight ?? '')),
  ],
};
