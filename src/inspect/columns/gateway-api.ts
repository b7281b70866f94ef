import type { ListenerSet } from '#resources';
import type { ObjectStatus } from '#status';
import { column, stated, type Tables, type TypedColumn } from './column.ts';
import { some } from './list-text.ts';
import { truth } from './status-words.ts';
import { accepted, reason } from './usual-columns.ts';

/** What `get` shows of a ListenerSet, of either API group. */
const ofListenerSets: readonly TypedColumn<ListenerSet>[] = [
  column('GATEWAY', ({ spec }) => spec.parentRef.name),
  column('LISTENERS', ({ spec }) => some(spec.listeners.map(l => `${l.protocol}/${l.port}`))),
  accepted,
  stated('PROGRAMMED', status => truth(status, 'Programmed')),
  stated('ROUTES', attachedRoutes),
  reason,
];

export const gatewayApiTables: Tables = {
  'gateway-api/GatewayClass': [column('CONTROLLER', ({ spec }) => spec.controllerName), accepted],
  'gateway-api/Gateway': [
    column('CLASS', ({ spec }) => spec.gatewayClassName),
    column('LISTENERS', ({ spec }) => some(spec.listeners.map(l => `${l.protocol}/${l.port}`))),
    stated('PROGRAMMED', status => truth(status, 'Programmed')),
    stated('ROUTES', attachedRoutes),
    reason,
    column('HOSTNAMES', ({ spec }) => some(spec.listeners.map(l => l.hostname ?? '*')), true),
    stated(
      'ADDRESSES',
      ({ addresses = [] }) => some(addresses.flatMap(a => ('value' in a ? a.value : []))),
      true,
    ),
  ],
  'gateway-api/ListenerSet': ofListenerSets,
  'gateway-api/XListenerSet': ofListenerSets,
  'gateway-api/ReferenceGrant': [
    column('FROM', ({ spec }) => some(spec.from.map(f => `${f.namespace}/${f.kind}`))),
    column('TO', ({ spec }) =>
      some(spec.to.map(t => (t.name === undefined ? t.kind : `${t.kind}/${t.name}`))),
    ),
  ],
};

function attachedRoutes({ listeners = [] }: ObjectStatus): string {
  return String(listeners.reduce((sum, l) => sum + l.attachedRoutes, 0));
}
