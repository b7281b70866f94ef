import { Type } from 'typebox';
import {
  type HostName,
  type IpAddress,
  readAddressOrSocket,
  type SocketPath,
} from '../../envoy-gateway/backend-address.ts';
import { converted } from '../../schema/annotate.ts';
import { portNumber } from '../fields.ts';

const address = converted(
  Type.String({
    minLength: 1,
    maxLength: 4096,
    '~wants': 'an IP address, a host name, or `unix://` and an absolute path',
  }),
  readAddressOrSocket,
);

/** ExternalEndpoint is one endpoint of an external service; those with the lowest `priority` are called first. */
export type ExternalEndpoint = (((HostName | IpAddress) & { readonly port: number }) | SocketPath) & {
  readonly priority: number;
};

export const externalEndpoint = converted(
  Type.Object({
    address,
    port: Type.Optional(portNumber),
    priority: Type.Integer({ minimum: 0, maximum: 128, default: 0 }),
  }),
  ({ address, port, priority }, report): ExternalEndpoint | undefined => {
    if (address.kind === 'unix') {
      if (port !== undefined) report('must not be there where the address is a unix socket', 'port');
      return { ...address, priority };
    }
    if (port !== undefined) return { ...address, port, priority };
    report('is required where the address is an IP address or a host name', 'port');
    return undefined;
  },
);
