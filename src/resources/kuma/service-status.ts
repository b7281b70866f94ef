import { Type } from 'typebox';
import { defaulted } from '../schema/annotate.ts';
import { hostname, ipAddress } from './fields.ts';

const address = Type.Object(
  { hostname, origin: Type.Optional(Type.String({ maxLength: 63 })) },
  { '~ignores': ['hostnameGeneratorRef'] },
);
const addresses = Type.Array(address, { maxItems: 256, default: [] });
const vip = Type.Object({ ip: ipAddress });

/** serviceStatus is by which addresses and names a service is called, as another control plane gave them. */
export const serviceStatus = defaulted(
  Type.Object(
    { vips: Type.Array(vip, { maxItems: 16, default: [] }), addresses },
    {
      '~ignores': [
        'tls',
        'hostnameGenerators',
        'dataplaneProxies',
        'meshServices',
        'conditions',
        'endpoints',
      ],
    },
  ),
  {},
);

/** externalServiceStatus is the same of a MeshExternalService, which has one address. */
export const externalServiceStatus = defaulted(
  Type.Object(
    { vip: Type.Optional(vip), addresses },
    { '~ignores': ['hostnameGenerators', 'conditions', 'endpoints'] },
  ),
  {},
);

/** vipsOf has that one address in a list. */
export function vipsOf<Vip>({ vip }: { readonly vip?: Vip }): readonly Vip[] {
  return vip === undefined ? [] : [vip];
}
