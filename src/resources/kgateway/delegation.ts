import { gatewayApiGroup } from '../gateway-api/fields.ts';

/** isDelegation tells references by which a rule delegates to other routes, as in kgateway: by name, or by a label. */
export function isDelegation({ group, kind }: { readonly group: string; readonly kind: string }): boolean {
  return (group === gatewayApiGroup && kind === 'HTTPRoute') || group === 'delegation.kgateway.dev';
}
