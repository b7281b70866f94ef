import { Type } from 'typebox';
import { subdomainPattern } from '../names.ts';
import { defaulted } from '../schema/annotate.ts';
import { ipAddress } from './fields.ts';

const hostname = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: `^${subdomainPattern}$`,
  '~wants': 'a host name in lower case',
});

/** serviceStatus is where a service is called by addresses and names that another control plane gave it. */
export const serviceStatus = defaulted(
  Type.Object(
    {
      vips: Type.Array(Type.Object({ ip: ipAddress }), { maxItems: 16, default: [] }),
      addresses: Type.Array(
        Type.Object(
          {
            hostname,
            origin: Type.Optional(Type.String({ maxLength: 63 })),
          },
          { '~ignores': ['hostnameGeneratorRef'] },
        ),
        { maxItems: 256, default: [] },
      ),
    },
    { '~ignores': ['tls', 'hostnameGenerators', 'dataplaneProxies', 'meshServices', 'conditions', 'vip'] },
  ),
  {},
);
