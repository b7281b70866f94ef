import { stateLaws } from './laws.ts';
import { createMemoryState } from './memory-state.ts';

stateLaws('createMemoryState', createMemoryState);
