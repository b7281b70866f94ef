import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { configMapKey } from '../laws.ts';
import { openStore } from './index.ts';
import { startWriter } from './testing/start-writer.ts';

const names = Array.from({ length: 20 }, (_, i) => `k${i}`);

function storeFile(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-crash-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'store.sqlite');
}

/** The number that each of the twenty holds; -1 where it is not there. */
async function numbersIn(file: string, onWarning?: (message: string) => void): Promise<readonly number[]> {
  const store = openStore(file, onWarning === undefined ? {} : { onWarning });
  const numbers = names.map(name => {
    const data = store.find(configMapKey(name))?.object.data as { readonly n: string } | undefined;
    return data === undefined ? -1 : Number(data.n);
  });
  await store.close();
  return numbers;
}

/** What the twenty hold when the writes up to the one of this number were made, and no other. */
function numbersAfter(last: number): readonly number[] {
  return names.map((_, i) => (last < i ? -1 : last - ((last - i) % 20)));
}

/** Whether a log of this many bytes, of a header and frames of a page each, ends within a frame. */
const isCutWithinFrame = (bytes: number) => bytes > 32 && (bytes - 32) % (24 + 4096) !== 0;

/** The last number that was said in full; -1 where none was. */
const lastAnswered = (said: string) => Number(/(\d+)\n[^\n]*$/.exec(said)?.[1] ?? -1);

test('every write that was answered is there after a kill at any moment, and none in part', async t => {
  const file = storeFile(t);
  let next = 0;
  for (let round = 0; round < 25; round++) {
    const writer = await startWriter(file, next);
    await writer.lines(2 + Math.floor(Math.random() * 60));
    // The moment of the kill is to be anywhere in a write, not right after its answer.
    await pause(Math.random() * 3);
    writer.kill();
    await writer.ended;
    const answered = lastAnswered(writer.said());
    const endsWithinFrame = isCutWithinFrame(statSync(`${file}-wal`).size);
    const warnings: string[] = [];
    const numbers = await numbersIn(file, warning => warnings.push(warning));
    const last = Math.max(...numbers);
    // Some may have been made together whose answers never came.
    assert.ok(last >= answered && last <= answered + 5, `answered ${answered}, there is ${last}`);
    assert.deepEqual(numbers, numbersAfter(last));
    // A kill may tear the frame that is being written. The log then looks as one that was cut later, and may have lost more.
    if (endsWithinFrame) assert.match(warnings.join('\n'), /is cut off within a write/);
    else assert.deepEqual(warnings, []);
    next = last + 1;
  }
});

test('a log that was cut short or garbled loses what comes after the damage, says so, and no more', async t => {
  for (let round = 0; round < 12; round++) {
    const file = storeFile(t);
    const writer = await startWriter(file);
    await writer.lines(100 + Math.floor(Math.random() * 100));
    writer.kill();
    await writer.ended;
    const log = `${file}-wal`;
    const bytes = readFileSync(log);
    const at = Math.floor(Math.random() * bytes.length);
    const isCut = round % 2 === 0;
    if (isCut) truncateSync(log, at);
    else writeFileSync(log, Buffer.concat([bytes.subarray(0, at), garbage(64), bytes.subarray(at + 64)]));

    const warnings: string[] = [];
    const numbers = await numbersIn(file, warning => warnings.push(warning));
    const last = Math.max(...numbers);
    assert.deepEqual(numbers, numbersAfter(last), `${isCut ? 'cut' : 'garbled'} at ${at} of ${bytes.length}`);
    const isLost = last < lastAnswered(writer.said());
    // Cut off between two writes, a log is whole.
    if (isLost && !(isCut && !isCutWithinFrame(at)))
      assert.match(warnings.join('\n'), /(damaged at frame \d+|is cut off within a write).*It is kept as/);
    if (warnings.length > 0) assert.ok(existsSync(`${log}.damaged`));
    assert.equal((await numbersIn(file)).length, 20, 'it goes on');
  }
});

function garbage(length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(Math.random() * 256)));
}
