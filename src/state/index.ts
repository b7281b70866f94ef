/** What Fairlead remembers on purpose, on disk or in memory. */
export { createMemoryState } from './memory-state.ts';
export { type RetryingOptions, retryingState } from './retrying-state.ts';
export type { State, StateChange } from './state.ts';
export { createStateDirectory, type StateDirectoryOptions } from './state-directory.ts';
export { stateWithin } from './state-within.ts';
