import { Type } from 'typebox';
import { isHostname, isWildcard } from '#lib/hostname.ts';
import { isIpAddress } from '#lib/ip-address.ts';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { annotationKey, labelKey, labelValue } from '../names.ts';
import { defaulted, type Report, ruled, unserved } from '../schema/annotate.ts';
import { quote } from '../schema/describe.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import {
  annotationValue,
  gatewayApiGroup,
  group,
  hostname,
  kindName,
  objectName,
  portNumber,
  sectionName,
} from './fields.ts';
import { labelSelector } from './label-selector.ts';
import { localObjectReference, objectReference, secretObjectReference } from './references.ts';

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
      ({ from, selector }, report) => {
        if (from === 'Selector' && selector === undefined) {
          report.warning('is missing where from is Selector, so that no route can attach', 'selector');
        }
      },
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

const address = Type.Object({
  type: Type.String({ minLength: 1, maxLength: 253, default: 'IPAddress' }),
  value: Type.Optional(Type.String({ maxLength: 253 })),
});

function checkAddress({ type, value }: Read<typeof address>, report: Report): void {
  if (value === undefined) return;
  if (type === 'IPAddress' && !isIpAddress(value)) {
    report(`must be an IP address, as the type is IPAddress, but is ${quote(value)}`, 'value');
  }
  if (type === 'Hostname' && !isHostname(isWildcard(value) ? value.slice(2) : value)) {
    report(`must be a host name, as the type is Hostname, but is ${quote(value)}`, 'value');
  }
}

const tlsValidation = Type.Object({
  validation: Type.Optional(
    Type.Object({
      caCertificateRefs: Type.Array(objectReference, { minItems: 1, maxItems: 16 }),
      mode: Type.Enum(['AllowValidOnly', 'AllowInsecureFallback'], { default: 'AllowValidOnly' }),
    }),
  ),
});

const gatewayTls = Type.Object({
  backend: Type.Optional(
    unserved(Type.Object({ clientCertificateRef: Type.Optional(secretObjectReference) })),
  ),
  frontend: Type.Optional(
    Type.Object({
      default: tlsValidation,
      perPort: ruled(
        Type.Array(Type.Object({ port: portNumber, tls: tlsValidation }), { maxItems: 64, default: [] }),
        uniqueBy('port'),
      ),
    }),
  ),
});

const infrastructure = Type.Object({
  labels: mapOf(labelKey, labelValue, 8),
  annotations: mapOf(annotationKey, annotationValue, 16),
  parametersRef: Type.Optional(localObjectReference),
});

const spec = Type.Object({
  gatewayClassName: objectName,
  listeners: ruled(
    Type.Array(ruled(listener, checkTls, checkHostname), { minItems: 1, maxItems: 64 }),
    uniqueBy('name'),
  ),
  addresses: ruled(
    Type.Array(ruled(address, checkAddress), { maxItems: 16, default: [] }),
    uniqueBy('value'),
  ),
  infrastructure: Type.Optional(unserved(infrastructure)),
  allowedListeners: Type.Optional(
    unserved(
      Type.Object({
        namespaces: defaulted(
          Type.Object({
            from: Type.Enum(['All', 'Selector', 'Same', 'None'], { default: 'None' }),
            selector: Type.Optional(labelSelector),
          }),
          {},
        ),
      }),
    ),
  ),
  tls: Type.Optional(gatewayTls),
});
export type GatewaySpec = Read<typeof spec>;

export const gateway = defineKind({
  id: 'gateway-api/Gateway',
  group: gatewayApiGroup,
  kind: 'Gateway',
  plural: 'gateways',
  shortNames: ['gtw'],
  versions: ['v1', 'v1beta1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: body => body.spec,
});
export type Gateway = ResourceOf<typeof gateway>;
