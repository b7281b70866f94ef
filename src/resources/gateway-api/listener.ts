import { Type } from 'typebox';
import { annotationKey } from '../names.ts';
import { defaulted, ruled, unserved } from '../schema/annotate.ts';
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
import { openSelector } from './label-selector.ts';
import { secretObjectReference } from './references.ts';

const listenerTls = Type.Object({
  mode: Type.Enum(['Terminate', 'Passthrough'], { default: 'Terminate' }),
  certificateRefs: Type.Array(secretObjectReference, { maxItems: 64, default: [] }),
  options: unserved(mapOf(annotationKey, annotationValue, 16)),
});
export type GatewayListenerTls = Read<typeof listenerTls>;

const allowedRoutes = Type.Object({
  namespaces: defaulted(
    Type.Object({
      from: Type.Enum(['All', 'Selector', 'Same'], { default: 'Same' }),
      selector: Type.Optional(openSelector),
    }),
    {},
  ),
  kinds: Type.Array(Type.Object({ group: defaulted(group, gatewayApiGroup), kind: kindName }), {
    maxItems: 8,
    default: [],
  }),
});
/** GatewayAllowedRoutes: no `kinds` means all that fit the listener's protocol. */
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
 * GatewayListener: `protocol` is open, as dialects may have their own; translation reports one that we do not serve. Translation
 * also reports a listener that contradicts itself, which alone is out of service, and listeners of the same port, protocol and
 * hostname, for which the Gateway API has the condition Conflicted.
 */
export type GatewayListener = Read<typeof listener>;

/** listeners are the listeners of a Gateway, or of a ListenerSet. */
export const listeners = ruled(Type.Array(listener, { minItems: 1, maxItems: 64 }), uniqueBy('name'));
