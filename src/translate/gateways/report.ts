import type { Report } from '#model';
import type { GatewayClass } from '#resources';
import { reportOn } from '../report.ts';
import { holds } from '../verdict.ts';
import type { GatewayState } from './gateway.ts';

/** gatewayClassReport is the report on a class of ours. */
export function gatewayClassReport(resource: GatewayClass): Report {
  const Accepted = holds('Accepted', 'The GatewayClass was accepted');
  return reportOn(resource, [], { kind: 'object', verdicts: { Accepted } });
}

/** gatewayReport says what became of a gateway and its listeners; `attachedRoutes` counts the routes of a listener by name. */
export function gatewayReport(state: GatewayState, attachedRoutes: (listener: string) => number): Report {
  const { resource, model, listeners, verdicts, findings } = state;
  return reportOn(resource, findings, {
    kind: 'gateway',
    verdicts,
    addresses: model.addresses,
    listeners: listeners.map(l => ({
      name: l.name,
      port: l.port,
      supportedKinds: l.kinds,
      attachedRoutes: attachedRoutes(l.name),
      verdicts: l.verdicts,
    })),
  });
}
