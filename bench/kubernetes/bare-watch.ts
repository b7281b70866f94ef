// `bare-watch.ts KUBECONFIG PATH`: a watch on an API server that looks at nothing, and tells
// the time. Commands are answered as in `command-process.ts`: at once, and when what holds the text came.
import { createInterface } from 'node:readline';
import { openCluster, readJson } from '#sources/kubernetes';
import { now } from '../harness/clock.ts';

const [, , kubeconfig = '', ...paths] = process.argv;
const cluster = await openCluster({ kubeconfig });
/** What is waited for: a text, and who waits. */
const waiting = new Map<string, number>();
/** What came last: who waits may have been slower to say so. */
const last: { readonly at: number; readonly chunk: Buffer }[] = [];
const mostKept = 64;
const longestText = 64;

function look(at: number, chunk: Buffer): void {
  for (const [text, id] of waiting) {
    if (!chunk.includes(text)) continue;
    waiting.delete(text);
    process.stdout.write(`${JSON.stringify({ id, at })}\n`);
  }
}

for (const path of paths) {
  // From now on: whoever is sent everything at first, and is slow to read it, is cut off.
  const { metadata } = await readJson(await cluster.send({ path, query: { limit: '1' } }));
  const { resourceVersion } = metadata as { readonly resourceVersion: string };
  const query = { watch: 'true', resourceVersion };
  const answer = await cluster.send({ path, query, patience: 3_600_000 });
  answer.once('close', () => process.exit(1));
  let before: Buffer = Buffer.alloc(0);
  answer.on('data', (came: Buffer) => {
    const at = now();
    // What is looked for may lie where two pieces meet.
    const chunk = Buffer.concat([before.subarray(-longestText), came]);
    before = came;
    look(at, chunk);
    last.push({ at, chunk });
    if (last.length > mostKept) last.shift();
  });
}

createInterface({ input: process.stdin }).on('line', line => {
  const { id, text } = JSON.parse(line) as { readonly id: number; readonly text: string };
  waiting.set(text, id);
  process.stdout.write(`${JSON.stringify({ id })}\n`);
  for (const { at, chunk } of last) look(at, chunk);
});
process.stdin.on('end', () => process.exit());
