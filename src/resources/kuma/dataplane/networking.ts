import { Type } from 'typebox';
import { hostAndPort } from '#lib/ip-address.ts';
import { converted, type Report, ruled, unserved } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { address, portName, portNumber, tags } from '../fields.ts';
import { inbound } from './inbound.ts';
import { outbound } from './outbound.ts';
import { transparentProxying } from './transparent-proxying.ts';

const gateway = Type.Object({ type: Type.Enum(['DELEGATED', 'BUILTIN'], { default: 'DELEGATED' }), tags });

/** Zone proxies, in the form of later versions. */
const listener = Type.Object({
  type: Type.Enum(['ZoneIngress', 'ZoneEgress']),
  name: Type.Optional(portName),
  address: Type.Optional(address),
  port: portNumber,
  state: Type.Enum(['Ready', 'NotReady', 'Ignored'], { default: 'Ready' }),
});

const written = Type.Object(
  {
    address,
    advertisedAddress: Type.Optional(address),
    inbound: Type.Array(inbound, { maxItems: 1024, default: [] }),
    outbound: Type.Array(outbound, { maxItems: 4096, default: [] }),
    gateway: Type.Optional(gateway),
    transparentProxying: Type.Optional(transparentProxying),
    admin: Type.Optional(
      unserved(Type.Object({ port: Type.Integer({ minimum: 0, maximum: 65535, default: 0 }) })),
    ),
    listeners: Type.Optional(unserved(Type.Array(listener, { maxItems: 16 }))),
  },
  { '~ignores': ['ingress'] },
);
type Written = Read<typeof written>;

function checkRole({ inbound, outbound, gateway, listeners = [] }: Written, report: Report): void {
  if (gateway === undefined && inbound.length === 0 && listeners.length === 0)
    report('must have at least one item where there is no gateway', 'inbound');
  if (gateway !== undefined && inbound.length > 0) report('must not be there beside a gateway', 'inbound');
  if (gateway?.type === 'BUILTIN' && outbound.length > 0)
    report('must not be there beside a gateway of type BUILTIN', 'outbound');
}

/** The application must listen elsewhere than the proxy in front of it. */
function checkWorkload({ address, inbound }: Written, report: Report): void {
  inbound.forEach((one, index) => {
    const isSamePort = (one.servicePort ?? one.port) === one.port;
    if (isSamePort && one.serviceAddress === (one.address ?? address))
      report(
        'must differ from the address of the inbound where their ports are the same',
        'inbound',
        index,
        'serviceAddress',
      );
  });
}

/** On Universal, outbounds are either written or replaced by transparent proxying. */
function checkOutbounds({ outbound, transparentProxying }: Written, report: Report): void {
  if (transparentProxying !== undefined && outbound.length > 0)
    report(
      'must not be there beside transparentProxying, which reaches services by their own addresses',
      'outbound',
    );
}

/** Only for Universal: on Kubernetes two Services may have the same port of a pod, which is then an inbound of each. */
function checkUnique({ address, inbound }: Written, report: Report): void {
  const seen = new Map<string, number>();
  const check = (text: string, index: number, field: 'port' | 'name') => {
    const first = seen.get(text);
    if (first === undefined) seen.set(text, index);
    else report(`must be unique, but inbound ${first} has ${text} too`, 'inbound', index, field);
  };
  inbound.forEach((one, index) => {
    check(hostAndPort(one.address ?? address, one.port), index, 'port');
    if (one.name !== undefined) check(one.name, index, 'name');
  });
}

/** Fills in the fields that inbounds leave out. */
function filledIn(schema: typeof written) {
  return converted(schema, ({ inbound, ...rest }) => ({
    ...rest,
    inbound: inbound.map(one => {
      const { address = rest.address, servicePort = one.port } = one;
      return { ...one, address, servicePort, serviceAddress: one.serviceAddress ?? address };
    }),
  }));
}

/** networking is that of a sidecar on Kubernetes. */
export const networking = filledIn(ruled(written, checkRole, checkWorkload));

/** universalNetworking is that of a sidecar in the universal form. */
export const universalNetworking = filledIn(
  ruled(written, checkRole, checkWorkload, checkOutbounds, checkUnique),
);
