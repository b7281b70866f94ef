import { type Words, within } from '../../reference/words.ts';
import { backendSettingsWords } from './backend-settings.ts';

/** calledWords are a service that a policy calls, where the fields within these are described elsewhere. */
export const calledWords: Words = {
  backendRef: 'The service.',
  'backendRefs[]':
    'The service. Several share calls by weight and stand in for each other; fallbacks take over when all of them are down.',
  backendSettings:
    'How the service is called, as a BackendTrafficPolicy says it of routes: circuit breakers, health checks, retries and so on.',
};

/** serviceCallWords are the same, with the fields within. */
export const serviceCallWords: Words = {
  ...calledWords,
  'backendRefs[].port': 'Port of the service. A Backend gives its own.',
  'backendRefs[].weight': 'Its share of the sum of all weights; 0 gets nothing.',
  'backendRefs[].fallback': 'Takes over when those that are no fallback are down.',
  ...within('backendSettings', backendSettingsWords),
};
