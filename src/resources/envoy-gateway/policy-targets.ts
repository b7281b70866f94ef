import { Type } from 'typebox';
import { gatewayApiGroup, group, kindName, objectName, sectionName } from '../gateway-api/fields.ts';
import { labelSelector } from '../gateway-api/label-selector.ts';
import type { PolicySpec, PolicyTarget } from '../policy.ts';
import { converted, defaulted } from '../schema/annotate.ts';
import { compileReader } from '../schema/reader.ts';
import type { Read } from '../schema/readonly.ts';

/** A target in the policy's own namespace; `sectionName` is a listener of a Gateway, or a rule of a route. */
const targetRef = converted(
  Type.Object({
    group,
    kind: kindName,
    name: objectName,
    sectionName: Type.Optional(sectionName),
  }),
  (target, _, path): PolicyTarget => ({ ...target, at: path() }),
);

/** Targets in the policy's own namespace, by their labels. */
const targetSelector = Type.Object(
  { group: defaulted(group, gatewayApiGroup), kind: kindName, ...labelSelector.properties },
  // Namespaces other than the policy's own are not looked into.
  { '~unserved': ['namespaces'] },
);

/** policyTargetProperties say what a policy of Envoy Gateway is about, in each of the ways in which it may. */
export const policyTargetProperties = {
  targetRef: Type.Optional(targetRef),
  targetRefs: Type.Array(targetRef, { maxItems: 64, default: [] }),
  targetSelectors: Type.Array(targetSelector, { maxItems: 64, default: [] }),
  mergeType: Type.Optional(Type.Enum(['JSONMerge', 'StrategicMerge', 'Replace'])),
};

type Written = Read<Type.TObject<typeof policyTargetProperties>>;

/** readTargets gives the one form of them, and leaves the rest of a policy as it is. */
export function readTargets<S extends Written>(spec: S): PolicySpec & Omit<S, keyof Written> {
  const { targetRef, targetRefs, targetSelectors, mergeType, ...rest } = spec;
  return {
    ...rest,
    targets: targetRef === undefined ? targetRefs : [targetRef, ...targetRefs],
    selectors: targetSelectors,
    merges: mergeType !== undefined && mergeType !== 'Replace',
  };
}

const written = Type.Object({ spec: Type.Object(policyTargetProperties) });
let read: ReturnType<typeof compileReader<typeof written>> | undefined;

/** findTargets reads what a policy is about, whatever else is wrong with it. */
export function findTargets(object: unknown): PolicySpec | undefined {
  read ??= compileReader(written);
  const { value } = read(object);
  return value && readTargets(value.spec);
}
