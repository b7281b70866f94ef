import { createStateDirectory } from '#state';
import { createFileSource } from '../file-source.ts';

/** Follows a directory and prints the value `v` of each ConfigMap as it comes into force. */
const [directory = '', state = ''] = process.argv.slice(2);
await createFileSource({ paths: [directory], state: createStateDirectory(state) }).start(changes => {
  for (const { entry } of changes) {
    const resource = entry?.resource;
    if (resource?.id === 'kubernetes/ConfigMap') process.stdout.write(`${resource.spec.data.v}\n`);
  }
});
