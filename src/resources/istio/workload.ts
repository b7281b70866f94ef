import { Type } from 'typebox';
import { readAddressOrSocket } from '../envoy-gateway/backend-address.ts';
import { portNumber } from '../gateway-api/fields.ts';
import { labelKey, labelValue } from '../names.ts';
import { converted, type Report } from '../schema/annotate.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';

/** portName is the name of a port of a ServiceEntry. */
export const portName = Type.String({
  minLength: 1,
  maxLength: 63,
  pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
  '~wants': 'the name of a port: lower-case letters, digits and "-"',
});

const address = converted(
  Type.String({
    minLength: 1,
    maxLength: 256,
    '~wants': 'an IP address, a host name, or unix:// and the path of a socket',
  }),
  readAddressOrSocket,
);

/** labels are the labels of a workload, or those that a selector asks for. */
export const labels = mapOf(labelKey, labelValue, 256);

/** workload is an endpoint of a service, written within its ServiceEntry or as a WorkloadEntry. */
export const workload = Type.Object(
  {
    address,
    ports: mapOf(portName, portNumber, 64),
    labels,
    // Region, zone and sub-zone, separated by slashes.
    locality: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
    weight: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  },
  { '~ignores': ['serviceAccount'], '~unserved': ['network'] },
);
/** IstioWorkload is an endpoint of a service; `ports` are its own port numbers by the names of the service's ports. */
export type IstioWorkload = Read<typeof workload>;

/** checkSocket reports ports of a unix socket, which has none. */
export function checkSocket(
  { address, ports }: IstioWorkload,
  report: Report,
  ...within: readonly (string | number)[]
): void {
  if (address.kind === 'unix' && Object.keys(ports).length > 0)
    report('must be left out: a unix socket has no port', ...within, 'ports');
}
