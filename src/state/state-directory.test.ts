import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { isFault } from '#lib/fault.ts';
import { stateLaws } from './laws.ts';
import { createStateDirectory } from './state-directory.ts';

const root = mkdtempSync(join(tmpdir(), 'fairlead-state-'));
after(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
const freshPath = (): string => join(root, String(made++), 'state');

stateLaws('createStateDirectory', () => createStateDirectory(freshPath()));

describe('createStateDirectory', () => {
  it('has after a restart what was there before', async () => {
    const path = freshPath();
    const before = createStateDirectory(path);
    await before.write([
      { name: 'a', text: '1' },
      { name: 'b', text: '2' },
    ]);
    await before.delete('a');
    await before.close();
    const again = createStateDirectory(path);
    assert.deepEqual(await again.load(), new Map([['b', '2']]));
    await again.close();
  });

  it('keeps secrets from other users', async () => {
    const path = freshPath();
    const state = createStateDirectory(path);
    await state.put('a', '1');
    await state.close();
    assert.equal(statSync(path).mode & 0o777, 0o700);
    assert.equal(statSync(join(path, 'journal')).mode & 0o777, 0o600);
  });

  it('writes nothing for what is there already', async () => {
    const path = freshPath();
    const state = createStateDirectory(path);
    await state.put('a', '1');
    const size = statSync(join(path, 'journal')).size;
    await state.put('a', '1');
    assert.equal(statSync(join(path, 'journal')).size, size);
    await state.close();
  });

  it('loses to a kill at any byte of a write only that write', async () => {
    const path = freshPath();
    const journal = join(path, 'journal');
    const state = createStateDirectory(path);
    await state.put('a', 'first');
    const whole = statSync(journal).size;
    await state.put('a', 'second');
    await state.close();
    const bytes = readFileSync(journal);
    for (let cut = whole; cut < bytes.length; cut++) {
      writeFileSync(journal, bytes.subarray(0, cut));
      const warnings: string[] = [];
      const torn = createStateDirectory(path, { onWarning: message => warnings.push(message) });
      assert.deepEqual(await torn.load(), new Map([['a', 'first']]));
      assert.equal(warnings.length, cut === whole ? 0 : 1);
      await torn.put('b', 'goes on');
      await torn.close();
      const later = createStateDirectory(path);
      assert.equal((await later.load()).get('b'), 'goes on');
      await later.close();
    }
  });

  it('skips a damaged record in the middle and says so', async () => {
    const path = freshPath();
    const journal = join(path, 'journal');
    const state = createStateDirectory(path);
    await state.put('a', 'one');
    await state.put('b', 'two');
    await state.put('c', 'three');
    await state.close();
    writeFileSync(journal, readFileSync(journal, 'utf8').replace('two', 'twX'));
    const warnings: string[] = [];
    const damaged = createStateDirectory(path, { onWarning: message => warnings.push(message) });
    assert.deepEqual([...(await damaged.load()).keys()], ['a', 'c']);
    assert.match(warnings.join(), /journal: \d+ bytes/);
    await damaged.close();
  });

  it('rewrites the file when most of it is out of date, while writes go on', async () => {
    const path = freshPath();
    const state = createStateDirectory(path);
    const text = 'x'.repeat(1000);
    const writes: Promise<void>[] = [];
    for (let i = 0; i < 5000; i++) {
      writes.push(state.put(`name ${i % 300}`, `${i} ${text}`));
      if (i % 50 === 0) await writes.at(-1);
    }
    await state.delete('name 7');
    await Promise.all(writes);
    const last = await state.load();
    await state.close();
    assert.ok(statSync(join(path, 'journal')).size < 2_500_000, 'rewritten');
    const again = createStateDirectory(path);
    const reloaded = await again.load();
    assert.equal(reloaded.size, 299);
    assert.deepEqual(reloaded, last);
    for (let i = 4700; i < 5000; i++) {
      if (i % 300 !== 7) assert.equal(reloaded.get(`name ${i % 300}`), `${i} ${text}`);
    }
    await again.close();
  });

  it('refuses to grow past its limit, and keeps what it has', async () => {
    const state = createStateDirectory(freshPath(), { maxBytes: 100 });
    await state.put('a', '1');
    await assert.rejects(
      state.put('b', 'x'.repeat(200)),
      error => isFault(error) && error.code === 'environment',
    );
    assert.deepEqual(await state.load(), new Map([['a', '1']]));
    await state.close();
  });

  it('names a directory that cannot be used', async () => {
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    await assert.rejects(createStateDirectory(join(file, 'state')).load(), /state directory .*a-file/);
  });

  it('has after kill -9 everything whose call had returned, and its lock does not outlive the process', async () => {
    const path = freshPath();
    const writer = new URL('testing/write-until-killed.ts', import.meta.url);
    const child = spawn(process.execPath, ['--import', 'tsx', writer.pathname, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let lastReturned = -1;
    for await (const line of createInterface({ input: child.stdout })) {
      if (lastReturned === -1) await assertInUse(path);
      lastReturned = Number(line);
      if (lastReturned >= 2000) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    assert.equal(child.signalCode, 'SIGKILL');
    const state = createStateDirectory(path);
    const texts = await state.load();
    for (let i = 0; i <= lastReturned; i++) assert.equal(texts.get(`name ${i}`), `text ${i}`);
    await state.close();
  });

  it('takes a lock over from a process that is gone, or whose id is used again', async () => {
    const path = freshPath();
    await createStateDirectory(path).load();
    for (const stale of ['999999999 1', `${process.ppid} 1`, 'rubbish', '']) {
      writeFileSync(join(path, 'lock'), stale);
      const state = createStateDirectory(path);
      await state.load();
      await state.close();
    }
  });
});

async function assertInUse(path: string): Promise<void> {
  await assert.rejects(createStateDirectory(path).load(), /in use by process \d+/);
}
