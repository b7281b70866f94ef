/** Objects that the program itself holds, as a source: a small API server without a network. */
export { createMemoryObjects, type MemoryObjects, type MemorySourceOptions } from './memory-objects.ts';
