import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import type { PolicySpec } from '../policy.ts';
import type { Read } from '../schema/readonly.ts';
import { optionTargets, optionTargetsAlone, readOptions } from './option-targets.ts';
import { requestOptions } from './route-option/requests.ts';
import { restrictions } from './route-option/restrictions.ts';

const unserved = [
  'extProc',
  'extensions',
  'includeAttemptCountInResponse',
  'includeRequestAttemptCount',
  'stagedTransformations',
  'stats',
  'transformations',
];
const options = Type.Object({ ...restrictions, ...requestOptions }, { '~unserved': unserved });

/** VirtualHostOptionSpec says how the requests of all routes of a Gateway, or of one of its listeners, are served. */
export interface VirtualHostOptionSpec extends PolicySpec {
  readonly options?: Read<typeof options>;
}

/** virtualHostOption is gloo's. */
export const virtualHostOption = defineKind({
  id: 'gloo/VirtualHostOption',
  group: 'gateway.solo.io',
  kind: 'VirtualHostOption',
  plural: 'virtualhostoptions',
  shortNames: ['vho'],
  versions: ['v1'],
  scope: 'Namespaced',
  body: Type.Object({
    spec: Type.Object({ options: Type.Optional(options), targetRefs: optionTargets }),
  }),
  hub: ({ spec }): VirtualHostOptionSpec => readOptions(spec),
  standIn: optionTargetsAlone,
});
export type VirtualHostOption = ResourceOf<typeof virtualHostOption>;
