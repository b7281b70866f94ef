import { Type } from 'typebox';
import { isHostname, isWildcard } from '#lib/hostname.ts';
import { isIpAddress } from '#lib/ip-address.ts';
import type { ResourceRef } from '#lib/resource-ref.ts';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { annotationKey, labelKey, labelValue } from '../names.ts';
import { defaulted, type Report, ruled } from '../schema/annotate.ts';
import { quote } from '../schema/describe.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { annotationValue, gatewayApiGroup, objectName, portNumber } from './fields.ts';
import { labelSelector, selectorWhereAsked } from './label-selector.ts';
import { listeners } from './listener.ts';
import { localObjectReference, objectReference, secretObjectReference } from './references.ts';

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
  backend: Type.Optional(Type.Object({ clientCertificateRef: Type.Optional(secretObjectReference) })),
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

/** Customizes how a cluster runs the proxy. It has no effect for Gateways from files. */
const infrastructure = Type.Object({
  labels: mapOf(labelKey, labelValue, 8),
  annotations: mapOf(annotationKey, annotationValue, 16),
  parametersRef: Type.Optional(localObjectReference),
});

const spec = Type.Object({
  gatewayClassName: objectName,
  listeners,
  addresses: ruled(
    Type.Array(ruled(address, checkAddress), { maxItems: 16, default: [] }),
    uniqueBy('value'),
  ),
  infrastructure: Type.Optional(infrastructure),
  /** Where it is absent, no ListenerSet may add listeners. */
  allowedListeners: Type.Optional(
    Type.Object({
      namespaces: defaulted(
        ruled(
          Type.Object({
            from: Type.Enum(['All', 'Selector', 'Same', 'None'], { default: 'None' }),
            selector: Type.Optional(labelSelector),
          }),
          selectorWhereAsked,
        ),
        {},
      ),
    }),
  ),
  tls: Type.Optional(gatewayTls),
  /** Which routes it takes of those that ask for default Gateways (GEP-3793). */
  defaultScope: Type.Optional(Type.Enum(['All', 'None'])),
});
export type GatewaySpec = Read<typeof spec> & {
  /**
   * Present where nobody wrote the Gateway: it serves the Ingresses of the class `name`; `ref` is the IngressClass, if it exists.
   */
  readonly impliedBy?: { readonly name: string; readonly ref?: ResourceRef };
};

export const gateway = defineKind({
  id: 'gateway-api/Gateway',
  group: gatewayApiGroup,
  kind: 'Gateway',
  plural: 'gateways',
  shortNames: ['gtw'],
  versions: ['v1', 'v1beta1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: (body): GatewaySpec => body.spec,
});
export type Gateway = ResourceOf<typeof gateway>;
