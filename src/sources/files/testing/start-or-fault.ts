import { isFault } from '#lib/fault.ts';
import { createMemoryState } from '#state';
import { createFileSource } from '../file-source.ts';

/** Starts a source and prints the fault it starts with, or how many entries it gave. */
const [directory = ''] = process.argv.slice(2);
const source = createFileSource({ paths: [directory], state: createMemoryState() });
let entries = 0;
try {
  await source.start(changes => {
    entries += changes.length;
  });
  process.stdout.write(`${entries} entries\n`);
} catch (error) {
  if (!isFault(error)) throw error;
  process.stdout.write(`${error.code}: ${error.message}\n`);
}
await source.stop();
