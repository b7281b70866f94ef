import { hashBytes } from '#lib/stable-hash.ts';
import type { GatewayWorkload } from '#model';
import { proxyIdentity } from '#model';

/** The form of a Service's name (RFC 1035), the narrowest of all. */
const name = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const longest = 63;

/** namespaceOf is the namespace of a gateway's objects: the Gateway's own, as owner references require. */
export function namespaceOf({ id }: Pick<GatewayWorkload, 'id'>): string {
  return identityOf(id).namespace;
}

/** gatewayNameOf is the name of the Gateway. */
export function gatewayNameOf({ id }: Pick<GatewayWorkload, 'id'>): string {
  return identityOf(id).name;
}

/**
 * objectName is the name of all objects made for a gateway: `<gateway>-<class>` (GEP-1762). Where that is not a valid name for
 * a Service, it is shortened, and made unique by a hash.
 */
export function objectName(workload: Pick<GatewayWorkload, 'id' | 'className'>): string {
  const plain = [gatewayNameOf(workload), workload.className].join('-');
  if (plain.length <= longest && name.test(plain)) return plain;
  const hash = hashBytes(plain);
  const kept = `gw-${plain.replace(/[^-a-z0-9]/g, '-')}`.slice(0, longest - hash.length - 1);
  return `${kept}-${hash}`;
}

/** labelValue is a text as a label's value; a text too long for one is shortened, and made unique by a hash. */
export function labelValue(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 17)}-${hashBytes(text)}`;
}

function identityOf(id: GatewayWorkload['id']): { readonly namespace: string; readonly name: string } {
  const identity = proxyIdentity(id);
  if (identity?.kind !== 'gateway') throw new Error(`${id} is not a gateway's proxy`);
  return identity;
}
