// `bare-watch.ts KUBECONFIG PATH…`: watches an API server, without decoding anything, and reports when a text came. Commands
// are answered as in `command-process.ts`: at once, and when an event with the text came.
import { createInterface } from 'node:readline';
import { openCluster, readJson } from '#sources/kubernetes';
import { now } from '../harness/clock.ts';

const [, , kubeconfig = '', ...paths] = process.argv;
const cluster = await openCluster({ kubeconfig });
/** The texts that are awaited, each with the id of its command. */
const waiting = new Map<string, number>();
/** The last events: a command may come later than its event. */
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
  // From now on: the server cuts off a client that is sent everything at first, and reads it slowly.
  const { metadata } = await readJson(await cluster.send({ path, query: { limit: '1' } }));
  const { resourceVersion } = metadata as { readonly resourceVersion: string };
  const query = { watch: 'true', resourceVersion };
  const answer = await cluster.send({ path, query, patience: 3_600_000 });
  answer.once('close', () => process.exit(1));
  let before: Buffer = Buffer.alloc(0);
  answer.on('data', (came: Buffer) => {
    const at = now();
    // The text may lie across two chunks.
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
