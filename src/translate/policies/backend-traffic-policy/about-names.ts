import type { BackendTrafficPolicy } from '#resources';
import type { AddressPolicy } from '../../address-policy.ts';
import { pointKindOf } from '../point.ts';
import type { PolicyMeaning } from '../policy-kind.ts';

/** aboutNames warns of DNS settings in a policy on routes, where the control plane resolves all names itself. */
export function aboutNames(
  { dns, targets, selectors }: BackendTrafficPolicy['spec'],
  { checksNames }: AddressPolicy,
): NonNullable<PolicyMeaning['findings']> {
  const isOnRoutes =
    selectors.length > 0 || targets.some(({ group, kind }) => pointKindOf(group, kind) !== 'backend');
  if (dns === undefined || checksNames !== true || !isOnRoutes) return [];
  const message =
    'has no effect on routes here, as the control plane looks names up, once for all who use them: say it at the Backend, or of it';
  return [{ severity: 'warning', reason: 'UnsupportedValue', message, path: 'spec.dns' }];
}
