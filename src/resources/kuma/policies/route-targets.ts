import type { Report } from '../../schema/annotate.ts';
import { serviceTargets } from './items.ts';
import { type TargetRef, targetRef } from './target-ref.ts';

/** routeTarget is the target of an entry of a route: a service; of a route about a gateway, Mesh. */
export const routeTarget = targetRef('Mesh', ...serviceTargets);

interface Route {
  readonly targetRef: TargetRef;
  readonly to: readonly { readonly targetRef: TargetRef; readonly hostnames?: readonly string[] }[];
}

/**
 * ofServicesAlone reports what only a route about a MeshGateway may say. Of such a route all that has to be said is that there
 * is not a MeshGateway.
 */
export function ofServicesAlone({ targetRef, to }: Route, report: Report): void {
  if (targetRef.kind === 'MeshGateway') return;
  to.forEach(({ targetRef: { kind }, hostnames = [] }, i) => {
    if (kind === 'Mesh')
      report(`value 'Mesh' is not supported; use ${serviceTargets.join(', ')}`, 'to', i, 'targetRef', 'kind');
    if (hostnames.length > 0) report('must not be defined', 'to', i, 'hostnames');
  });
}
