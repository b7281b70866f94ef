/** Objects that the program holds itself, as a source: an API server in small, without a wire. */
export { createMemoryObjects, type MemoryObjects, type MemorySourceOptions } from './memory-objects.ts';
