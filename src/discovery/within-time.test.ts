import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { withinTime } from './within-time.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function untilEnded(signal: AbortSignal): Promise<boolean> {
  if (!signal.aborted) await once(signal, 'abort');
  return signal.aborted;
}

test('time is over whatever garbage was collected meanwhile', { timeout: 10_000 }, async () => {
  const { signal } = new AbortController();
  const works = Array.from({ length: 10 }, () => withinTime(50, signal, untilEnded));
  collectGarbage();
  assert.ok((await Promise.all(works)).every(Boolean));
});

test('work ends with what it is for, also where that has ended before', { timeout: 10_000 }, async () => {
  const stopping = new AbortController();
  const work = withinTime(3_600_000, stopping.signal, untilEnded);
  stopping.abort();
  assert.ok(await work);
  assert.ok(await withinTime(3_600_000, stopping.signal, untilEnded));
});
