import { Type } from 'typebox';
import { defaulted } from '../schema/annotate.ts';
import { hostname, ipAddress } from './fields.ts';

const address = Type.Object(
  { hostname, origin: Type.Optional(Type.String({ maxLength: 63 })) },
  { '~ignores': ['hostnameGeneratorRef'] },
);
const addresses = Type.Array(address, { maxItems: 256, default: [] });
const vip = Type.Object({ ip: ipAddress });

/** serviceStatus is the addresses and names of a service, as another control plane assigned them. */
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

/** externalServiceStatus is the same for a MeshExternalService, which has a single address. */
export const externalServiceStatus = defaulted(
  Type.Object(
    { vip: Type.Optional(vip), addresses },
    { '~ignores': ['hostnameGenerators', 'conditions', 'endpoints'] },
  ),
  {},
);

/** vipsOf returns that address as a list. */
export function vipsOf<Vip>({ vip }: { readonly vip?: Vip }): readonly Vip[] {
  return vip === undefined ? [] : [vip];
}
