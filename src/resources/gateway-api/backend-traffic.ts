import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import type { PolicySpec } from '../policy.ts';
import { defaulted } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { duration } from './duration.ts';
import { gatewayApiGroup } from './fields.ts';
import { policyTarget } from './policy-target.ts';
import { sessionPersistence } from './session-persistence.ts';

const targetRefs = Type.Array(policyTarget, { minItems: 1, maxItems: 16 });

const retryConstraint = Type.Object({
  budget: defaulted(
    Type.Object({
      percent: Type.Integer({ minimum: 0, maximum: 100, default: 20 }),
      interval: Type.Optional(duration),
    }),
    {},
  ),
  minRetryRate: defaulted(
    Type.Object({
      count: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 10 }),
      interval: defaulted(duration, '1s'),
    }),
    {},
  ),
});

/** BackendSharingSpec has settings for all uses of a backend together: session persistence, and a limit of retries. */
export interface BackendSharingSpec extends PolicySpec {
  readonly sessionPersistence?: Read<typeof sessionPersistence>;
  readonly retryConstraint?: Read<typeof retryConstraint>;
}

function about<S extends { readonly targetRefs: Read<typeof targetRefs> }>({
  targetRefs,
  ...rest
}: S): PolicySpec & Omit<S, 'targetRefs'> {
  return { ...rest, targets: targetRefs, selectors: [], merges: false };
}

const xBackendTrafficPolicy = defineKind({
  id: 'gateway-api/XBackendTrafficPolicy',
  group: 'gateway.networking.x-k8s.io',
  kind: 'XBackendTrafficPolicy',
  plural: 'xbackendtrafficpolicies',
  shortNames: ['xbtrafficpolicy'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({
    spec: Type.Object({
      targetRefs,
      sessionPersistence: Type.Optional(sessionPersistence),
      retryConstraint: Type.Optional(retryConstraint),
    }),
  }),
  hub: ({ spec }): BackendSharingSpec => about(spec),
});

/** The kind that preceded it (GEP-1619). */
const backendLbPolicy = defineKind({
  id: 'gateway-api/BackendLBPolicy',
  group: gatewayApiGroup,
  kind: 'BackendLBPolicy',
  plural: 'backendlbpolicies',
  shortNames: ['blbpolicy'],
  versions: ['v1alpha2'],
  scope: 'Namespaced',
  body: Type.Object({
    spec: Type.Object({ targetRefs, sessionPersistence: Type.Optional(sessionPersistence) }),
  }),
  hub: ({ spec }): BackendSharingSpec => about(spec),
});

/** backendSharingKinds are the kinds of policy with such settings. */
export const backendSharingKinds = [backendLbPolicy, xBackendTrafficPolicy] as const;
export type BackendSharingPolicy = ResourceOf<(typeof backendSharingKinds)[number]>;
