import { hashBytes } from '#lib/stable-hash.ts';
import type { GatewayWorkload } from '#model';
import { proxyIdentity } from '#model';

/** What names of Services may be (RFC 1035), which are the narrowest. */
const name = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const longest = 63;

/** namespaceOf is where the objects of a gateway stand: beside it, as owners must. */
export function namespaceOf({ id }: Pick<GatewayWorkload, 'id'>): string {
  return identityOf(id).namespace;
}

/** gatewayNameOf is the name of the Gateway. */
export function gatewayNameOf({ id }: Pick<GatewayWorkload, 'id'>): string {
  return identityOf(id).name;
}

/**
 * objectName is what all that is made for a gateway is called: `<gateway>-<class>` (GEP-1762). Where that is no name for a
 * Service, it is shortened, and told from others by a hash.
 */
export function objectName(workload: Pick<GatewayWorkload, 'id' | 'className'>): string {
  const plain = [gatewayNameOf(workload), workload.className].join('-');
  if (plain.length <= longest && name.test(plain)) return plain;
  const hash = hashBytes(plain);
  const kept = `gw-${plain.replace(/[^-a-z0-9]/g, '-')}`.slice(0, longest - hash.length - 1);
  return `${kept}-${hash}`;
}

/** labelValue is a text as the value of a label, in which a name may be too long. */
export function labelValue(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 17)}-${hashBytes(text)}`;
}

function identityOf(id: GatewayWorkload['id']): { readonly namespace: string; readonly name: string } {
  const identity = proxyIdentity(id);
  if (identity?.kind !== 'gateway') throw new Error(`${id} is no gateway's proxy`);
  return identity;
}
