import { createGraph } from '#graph';
import type { AddressWant } from '#model';
import { createStateDirectory } from '#state';
import { allocateAddresses } from '../allocate-addresses.ts';

/**
 * Services of a mesh are added until the process is killed: those of earlier runs again, and new ones. Prints each with its
 * address as soon as it is known.
 */
const [path = '', life = '0'] = process.argv.slice(2);
const state = createStateDirectory(path);
const graph = createGraph();
const wants = graph.source<AddressWant>('wants');
const { addresses, follow } = await allocateAddresses(graph, state, Date.now);
follow(wants);
addresses.subscribe(changes => {
  for (const { key, after = [] } of changes) process.stdout.write(`${key} ${after[0] ?? ''}\n`);
});
for (let i = 0; ; i++) {
  // Each run adds them in another order, several at a time.
  graph.batch(() => {
    for (let j = 0; j < 3; j++)
      wants.set(`service-${i * 3 + ((j + Number(life)) % 3)}`, { kind: 'MeshService' });
  });
  await new Promise(resolve => setImmediate(resolve));
}
