import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import type { PolicySpec } from '../policy.ts';
import { ruled } from '../schema/annotate.ts';
import {
  checkHttpSettings,
  httpSettings,
  unservedHttpSettings,
  type WrittenHttpSettings,
} from './listener-policy/http-settings.ts';
import { policyTargetProperties, readTargets, targetsAlone } from './policy-targets.ts';

/** HttpListenerPolicySpec has the HTTP settings of a ListenerPolicy, in the older form. */
export interface HttpListenerPolicySpec extends PolicySpec, WrittenHttpSettings {}

/** httpListenerPolicy is kgateway's kind, up to release 2.4. */
export const httpListenerPolicy = defineKind({
  id: 'kgateway/HTTPListenerPolicy',
  group: 'gateway.kgateway.dev',
  kind: 'HTTPListenerPolicy',
  plural: 'httplistenerpolicies',
  shortNames: [],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({
    spec: ruled(
      Type.Object({ ...policyTargetProperties, ...httpSettings }, { '~unserved': unservedHttpSettings }),
      checkHttpSettings,
    ),
  }),
  hub: ({ spec }): HttpListenerPolicySpec => readTargets(spec),
  standIn: targetsAlone,
});
export type HttpListenerPolicy = ResourceOf<typeof httpListenerPolicy>;
