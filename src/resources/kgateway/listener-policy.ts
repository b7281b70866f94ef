import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { duration } from '../gateway-api/duration.ts';
import { portNumber } from '../gateway-api/fields.ts';
import { secretObjectReference } from '../gateway-api/references.ts';
import type { ResourceOf } from '../kind.ts';
import type { PolicySpec } from '../policy.ts';
import { ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { tcpKeepalive } from './backend-config-policy/http.ts';
import { checkHttpSettings, httpSettings, unservedHttpSettings } from './listener-policy/http-settings.ts';
import { policyTargetProperties, readTargets, targetsAlone } from './policy-targets.ts';

const clientCertificateValidation = Type.Object({
  mode: Type.Enum(['Require', 'Optional']),
  caCertificateRefs: Type.Array(secretObjectReference, { minItems: 1, maxItems: 8 }),
});

const ofPort = {
  proxyProtocol: Type.Optional(
    Type.Object({ allowRequestsWithoutProxyProtocol: Type.Boolean({ default: false }) }),
  ),
  tcpKeepalive: Type.Optional(tcpKeepalive),
  perConnectionBufferLimitBytes: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
  transportSocketConnectTimeout: Type.Optional(duration),
  httpSettings: Type.Optional(
    ruled(Type.Object(httpSettings, { '~unserved': unservedHttpSettings }), checkHttpSettings),
  ),
};
const listener = Type.Object(ofPort);
/** ListenerSettings: times are in milliseconds, sizes in bytes. */
export type ListenerSettings = Read<typeof listener>;

const settings = Type.Object({
  default: Type.Optional(
    Type.Object({ ...ofPort, clientCertificateValidation: Type.Optional(clientCertificateValidation) }),
  ),
  perPort: Type.Optional(
    ruled(Type.Array(Type.Object({ port: portNumber, listener }), { maxItems: 64 }), uniqueBy('port')),
  ),
});

/** ListenerPolicySpec says how listeners listen: `perPort` applies to the listeners of its ports, `default` to all others. */
export interface ListenerPolicySpec extends PolicySpec, Read<typeof settings> {}

/** listenerPolicy is kgateway's. */
export const listenerPolicy = defineKind({
  id: 'kgateway/ListenerPolicy',
  group: 'gateway.kgateway.dev',
  kind: 'ListenerPolicy',
  plural: 'listenerpolicies',
  shortNames: ['lp'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec: Type.Object({ ...policyTargetProperties, ...settings.properties }) }),
  hub: ({ spec }): ListenerPolicySpec => readTargets(spec),
  standIn: targetsAlone,
});
export type ListenerPolicy = ResourceOf<typeof listenerPolicy>;
