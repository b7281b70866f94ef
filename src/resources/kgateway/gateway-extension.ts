import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { ruled } from '../schema/annotate.ts';
import { oneOf } from '../schema/one-of.ts';
import type { Read } from '../schema/readonly.ts';
import { extAuth } from './gateway-extension/ext-auth.ts';
import { extProc } from './gateway-extension/ext-proc.ts';
import { jwt } from './gateway-extension/jwt.ts';
import { oauth2 } from './gateway-extension/oauth2.ts';
import { rateLimit } from './gateway-extension/rate-limit.ts';

const spec = ruled(
  Type.Object(
    {
      extAuth: Type.Optional(extAuth),
      extProc: Type.Optional(extProc),
      jwt: Type.Optional(jwt),
      rateLimit: Type.Optional(rateLimit),
      oauth2: Type.Optional(oauth2),
    },
    // Deprecated, as the field that is present implies the type.
    { '~ignores': ['type'] },
  ),
  oneOf('extAuth', 'extProc', 'jwt', 'rateLimit', 'oauth2'),
);

/**
 * GatewayExtensionSpec is a service that TrafficPolicies call, or a set of providers whose tokens they accept. Times are in
 * milliseconds.
 */
export type GatewayExtensionSpec = Read<typeof spec>;

/** gatewayExtension is kgateway's. */
export const gatewayExtension = defineKind({
  id: 'kgateway/GatewayExtension',
  group: 'gateway.kgateway.dev',
  kind: 'GatewayExtension',
  plural: 'gatewayextensions',
  shortNames: [],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: (body): GatewayExtensionSpec => body.spec,
});
export type GatewayExtension = ResourceOf<typeof gatewayExtension>;
