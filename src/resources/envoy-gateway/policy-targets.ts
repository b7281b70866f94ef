import { Type } from 'typebox';
import { gatewayApiGroup, group, kindName, objectName, sectionName } from '../gateway-api/fields.ts';
import { labelSelector } from '../gateway-api/label-selector.ts';
import { defaulted } from '../schema/annotate.ts';

/** A target in the policy's own namespace; `sectionName` is a listener of a Gateway, or a rule of a route. */
const targetRef = Type.Object({
  group,
  kind: kindName,
  name: objectName,
  sectionName: Type.Optional(sectionName),
});

/** Targets in the policy's own namespace, by their labels. */
const targetSelector = Type.Object(
  { group: defaulted(group, gatewayApiGroup), kind: kindName, ...labelSelector.properties },
  // Namespaces other than the policy's own are not looked into.
  { '~ignores': ['namespaces'] },
);

/** policyTargetProperties say what a policy of Envoy Gateway is about, in each of the ways in which it may. */
export const policyTargetProperties = {
  targetRef: Type.Optional(targetRef),
  targetRefs: Type.Array(targetRef, { maxItems: 64, default: [] }),
  targetSelectors: Type.Array(targetSelector, { maxItems: 64, default: [] }),
};
