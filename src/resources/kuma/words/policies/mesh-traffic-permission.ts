import { type Words, within } from '../../../reference/words.ts';
import { fromWords, rulesWords, topLevelWords } from './parts.ts';

export const meshTrafficPermissionWords: Words = {
  '': 'Says which callers may call workloads. Callers that no policy allows are refused. Without mTLS it has no effect.',
  ...topLevelWords,
  ...fromWords,
  ...rulesWords,
  'spec.from[].default': 'Permission of these callers.',
  'spec.from[].default.action':
    '`AllowWithShadowDeny` allows. Of several items about a caller the last one holds, the most specific policy coming last.',
  'spec.rules[].default': 'Callers that are allowed and callers that are denied.',
  ...within('spec.rules[].default', {
    'allow[]': 'Callers that are allowed.',
    'allowWithShadowDeny[]': 'Callers that are allowed as well.',
    'deny[]': 'Callers that are denied, whatever allows them.',
  }),
};
