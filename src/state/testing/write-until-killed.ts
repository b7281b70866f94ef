import { createStateDirectory } from '../state-directory.ts';

/** Writes without ever waiting for the disk and prints the number of each write whose call has returned. */
const [path = ''] = process.argv.slice(2);
const state = createStateDirectory(path);
for (let i = 0; ; i++) {
  const durable = state.put(`name ${i}`, `text ${i}`);
  process.stdout.write(`${i}\n`);
  if (i % 100 === 0) await durable;
}
