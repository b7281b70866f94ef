import { Type } from 'typebox';
import { converted, ruled } from '../../schema/annotate.ts';
import { period } from '../duration.ts';
import { ipAddress, portName, portNumber, tags } from '../fields.ts';
import { checkProtocolTag, protocol, protocolOf, protocolTag } from '../protocol.ts';

const threshold = Type.Integer({ minimum: 1, maximum: 4_294_967_295 });

const serviceProbe = Type.Object({
  interval: Type.Optional(period),
  timeout: Type.Optional(period),
  unhealthyThreshold: Type.Optional(threshold),
  healthyThreshold: Type.Optional(threshold),
  tcp: Type.Optional(Type.Object({})),
});

/** inbound has as `protocol` that of the field, or else of the tag `kuma.io/protocol`, or else tcp. */
export const inbound = converted(
  Type.Object({
    name: Type.Optional(portName),
    port: portNumber,
    address: Type.Optional(ipAddress),
    servicePort: Type.Optional(portNumber),
    serviceAddress: Type.Optional(ipAddress),
    protocol: Type.Optional(protocol),
    tags: ruled(tags, checkProtocolTag),
    health: Type.Optional(Type.Object({ ready: Type.Boolean({ default: false }) })),
    serviceProbe: Type.Optional(serviceProbe),
    state: Type.Enum(['Ready', 'NotReady', 'Ignored'], { default: 'Ready' }),
  }),
  ({ protocol, ...rest }) => ({
    ...rest,
    protocol: protocol ?? protocolOf(rest.tags[protocolTag] ?? 'tcp') ?? 'tcp',
  }),
);
