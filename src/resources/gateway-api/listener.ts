import { Type } from 'typebox';
import { annotationKey } from '../names.ts';
import { defaulted, type Report, ruled, unserved } from '../schema/annotate.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import {
  annotationValue,
  gatewayApiGroup,
  group,
  hostname,
  kindName,
  portNumber,
  sectionName,
} from './fields.ts';
import { labelSelector, selectorWhereAsked } from './label-selector.ts';
import { secretObjectReference } from './references.ts';

const listenerTls = ruled(
  Type.Object({
    mode: Type.Enum(['Terminate', 'Passthrough'], { default: 'Terminate' }),
    certificateRefs: Type.Array(secretObjectReference, { maxItems: 64, default: [] }),
    options: unserved(mapOf(annotationKey, annotationValue, 16)),
  }),
  ({ mode, certificateRefs, options }, report) => {
    if (mode === 'Terminate' && certificateRefs.length === 0 && Object.keys(options).length === 0) {
      report('must name at least one Secret where the mode is Terminate', 'certificateRefs');
    }
  },
);
export type GatewayListenerTls = Read<typeof listenerTls>;

const allowedRoutes = Type.Object({
  namespaces: defaulted(
    ruled(
      Type.Object({
        from: Type.Enum(['All', 'Selector', 'Same'], { default: 'Same' }),
        selector: Type.Optional(labelSelector),
      }),
      selectorWhereAsked,
    ),
    {},
  ),
  kinds: Type.Array(Type.Object({ group: defaulted(group, gatewayApiGroup), kind: kindName }), {
    maxItems: 8,
    default: [],
  }),
});
/** GatewayAllowedRoutes: no `kinds` means those that fit the listener's protocol. */
export type GatewayAllowedRoutes = Read<typeof allowedRoutes>;

const protocol = Type.String({
  minLength: 1,
  maxLength: 255,
  pattern:
    '^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/[A-Za-z0-9]+$',
  '~wants': 'a protocol: HTTP, HTTPS, TLS, TCP or UDP',
});

const listener = Type.Object({
  name: sectionName,
  hostname: Type.Optional(hostname),
  port: portNumber,
  protocol,
  tls: Type.Optional(listenerTls),
  allowedRoutes: defaulted(allowedRoutes, {}),
});
/**
 * GatewayListener: `protocol` is open, as dialects may have their own; one that we do not serve is translation's to report.
 * So are listeners of one port, protocol and hostname, for which Gateway API has the condition Conflicted.
 */
export type GatewayListener = Read<typeof listener>;

function checkTls({ protocol, tls }: GatewayListener, report: Report): void {
  if (tls !== undefined && ['HTTP', 'TCP', 'UDP'].includes(protocol)) {
    report(`must be left out where the protocol is ${protocol}; HTTPS and TLS listeners have it`, 'tls');
  }
  if (tls === undefined && protocol === 'TLS') report('is required where the protocol is TLS', 'tls');
  if (protocol === 'HTTPS' && tls?.mode === 'Passthrough') {
    report(
      'must be Terminate where the protocol is HTTPS; use the protocol TLS to pass through',
      'tls',
      'mode',
    );
  }
}

function checkHostname({ protocol, hostname }: GatewayListener, report: Report): void {
  if ((protocol === 'TCP' || protocol === 'UDP') && hostname !== undefined) {
    report(`must be left out where the protocol is ${protocol}, which knows no host names`, 'hostname');
  }
}

/** listeners are those of a Gateway, or of a ListenerSet. */
export const listeners = ruled(
  Type.Array(ruled(listener, checkTls, checkHostname), { minItems: 1, maxItems: 64 }),
  uniqueBy('name'),
);
