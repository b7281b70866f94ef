import { type Words, within } from '../../reference/words.ts';
import { backendSettingsWords } from './backend-settings.ts';

/** serviceCallWords are a service that a policy calls. */
export const serviceCallWords: Words = {
  backendRef: 'The service.',
  'backendRefs[]':
    'The service: one, or several that share by weight and stand in for each other, and those that take over from them.',
  'backendRefs[].port': 'Its port.',
  'backendRefs[].weight': 'Its share of the sum of all weights; 0 gets nothing.',
  'backendRefs[].fallback': 'Takes over when those without it are down.',
  backendSettings: 'How it is used, as a BackendTrafficPolicy says it of others.',
  ...within('backendSettings', backendSettingsWords),
};
