import { type Words, within } from '../../reference/words.ts';
import { backendSettingsWords } from './backend-settings.ts';

/** serviceCallWords are a service that a policy calls. */
export const serviceCallWords: Words = {
  backendRef: 'The service.',
  'backendRefs[]':
    'The service. Several share calls by weight and stand in for each other; fallbacks take over when all of them are down.',
  'backendRefs[].port': 'Port of the service. A Backend gives its own.',
  'backendRefs[].weight': 'Its share of the sum of all weights; 0 gets nothing.',
  'backendRefs[].fallback': 'Takes over when those that are no fallback are down.',
  backendSettings:
    'How the service is called, as a BackendTrafficPolicy says it of routes: circuit breakers, health checks, retries and so on.',
  ...within('backendSettings', backendSettingsWords),
};
