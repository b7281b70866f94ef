import { Type } from 'typebox';
import type { PolicyTarget } from '../policy.ts';
import { converted } from '../schema/annotate.ts';
import { group, kindName, objectName, sectionName } from './fields.ts';

/** policyTarget names a target of a policy, in its own namespace (GEP-713, LocalPolicyTargetReferenceWithSectionName). */
export const policyTarget = converted(
  Type.Object({ group, kind: kindName, name: objectName, sectionName: Type.Optional(sectionName) }),
  (target, _, path): PolicyTarget => ({ ...target, at: path() }),
);
