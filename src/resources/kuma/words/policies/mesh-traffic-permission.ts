import { type Words, within } from '../../../reference/words.ts';
import { fromWords, rulesWords, topLevelWords } from './parts.ts';

export const meshTrafficPermissionWords: Words = {
  '': 'Says who of the mesh may call. Where sidecars show each other who they are, nobody may whom no policy allows.',
  ...topLevelWords,
  ...fromWords,
  ...rulesWords,
  'spec.from[].default': 'What holds for them.',
  'spec.from[].default.action':
    'Whether they may; of several items that are about a caller the last decides. `AllowWithShadowDeny` allows.',
  'spec.rules[].default': 'Who may call and who may not.',
  ...within('spec.rules[].default', {
    'allow[]': 'Who may.',
    'allowWithShadowDeny[]': 'Who may as well.',
    'deny[]': 'Who may not, whoever allows it.',
  }),
};
