import { type Words, within } from '../../reference/words.ts';
import { backendSettingsWords } from './backend-settings.ts';

/** serviceCallWords are a service that a policy calls. */
export const serviceCallWords: Words = {
  backendRef: 'The service.',
  'backendRefs[]': 'The service: one, and those that take over from it.',
  'backendRefs[].port': 'Its port.',
  'backendRefs[].fallback': 'Takes over when the one without it is down.',
  backendSettings: 'How it is used, as a BackendTrafficPolicy says it of others.',
  ...within('backendSettings', backendSettingsWords),
};
