import { Type } from 'typebox';
import { converted, notNull, ruled } from '../../schema/annotate.ts';
import { reachableBackends } from '../backend-ref.ts';

/** The port 0 turns off that direction. */
const redirectPort = (port: number) => Type.Integer({ minimum: 0, maximum: 65535, default: port });

const serviceTag = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^[a-zA-Z0-9._-]+$|^\\*$',
  '~wants': 'the value of a tag kuma.io/service, or "*"',
});

const ipFamilyMode = converted(
  Type.Enum(['UnSpecified', 'DualStack', 'IPv4', 'IPv6'], { default: 'DualStack' }),
  written => (written === 'UnSpecified' ? 'DualStack' : written),
);

export const transparentProxying = Type.Object(
  {
    redirectPortInbound: redirectPort(15006),
    redirectPortOutbound: redirectPort(15001),
    ipFamilyMode,
    directAccessServices: Type.Optional(Type.Array(serviceTag, { maxItems: 4096 })),
    reachableServices: Type.Optional(
      ruled(Type.Array(serviceTag, { maxItems: 4096 }), (services, report) => {
        if (services.length === 0)
          report.warning('is empty, which means every service; `reachableBackends: {}` reaches nothing');
      }),
    ),
    reachableBackends: notNull(
      Type.Optional(reachableBackends),
      'has no value: write {} where nothing is to be reached, and take the line out where everything is',
    ),
  },
  { '~ignores': ['redirectPortInboundV6'] },
);
