import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '#graph';
import { isFault } from '#lib/fault.ts';
import { createMemoryState, createStateDirectory, type State } from '#state';
import { Follower } from '../follower.ts';
import { createFileSource } from './file-source.ts';

const key = (name: string): string => `/ConfigMap/local/default/${name}`;
const map = (name: string, v: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: default\ndata:\n  v: "${v}"\n`;

describe('createFileSource', () => {
  let root: string;
  let directory: string;
  let state: State;
  let live: Follower;

  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  };
  const start = async (paths = [directory]): Promise<Follower> => {
    live = await Follower.start(createFileSource({ paths, state }));
    return live;
  };
  const value = (name: string): unknown => {
    const resource = live.entries.get(key(name))?.resource;
    return resource?.id === 'kubernetes/ConfigMap' ? resource.spec.data.v : undefined;
  };
  const until = (name: string, v: string | undefined): Promise<void> =>
    live.until(`${name} = ${v}`, () => value(name) === v);
  /** Everything done before is settled when a deletion done now comes through. */
  const settle = async (): Promise<void> => {
    write('sentinel.yaml', map('sentinel', '1'));
    await until('sentinel', '1');
    rmSync(join(directory, 'sentinel.yaml'));
    await until('sentinel', undefined);
  };
  const reasons = (k: string): string[] | undefined =>
    live.entries.get(k)?.findings.map(finding => finding.reason);
  const untilReason = (k: string, reason: string): Promise<void> =>
    live.until(`${k} ${reason}`, () => reasons(k)?.includes(reason) === true);
  /** Values that `name` had, one a batch that said something of it. */
  const history = (name: string): unknown[] =>
    live.batches.flat().flatMap(change => {
      const resource = change.entry?.resource;
      if (change.key !== key(name)) return [];
      return [resource?.id === 'kubernetes/ConfigMap' ? resource.spec.data.v : undefined];
    });

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'fairlead-behaviour-'));
    directory = join(root, 'conf');
    mkdirSync(directory);
    state = createMemoryState();
  });
  afterEach(async () => {
    await live?.source.stop();
    await state.close();
    rmSync(root, { recursive: true, force: true });
  });

  describe('additions and changes', () => {
    it('reads directories with all below them and single files, YAML and JSON, Lists and arrays', async () => {
      write('a.yaml', `# two\n---\n${map('a', '1')}---\n${map('b', '2')}`);
      write('deep/er/c.yml', map('c', '3'));
      const json = (name: string, v: string) => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name },
        data: { v },
      });
      write('d.json', JSON.stringify(json('d', '4')));
      write('e.json', JSON.stringify([json('e', '5'), json('f', '6')]));
      write('g.yaml', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [json('g', '7')] }));
      writeFileSync(join(root, 'single'), map('h', '8'));
      await start([directory, join(root, 'single')]);
      assert.deepEqual([...'abcdefgh'].map(value), ['1', '2', '3', '4', '5', '6', '7', '8']);
      write('new/directory/i.yaml', map('i', '9'));
      await until('i', '9');
      writeFileSync(join(root, 'single'), map('h', '88'));
      await until('h', '88');
    });

    it('leaves out hidden files and what editors write on the way', async () => {
      const names = [
        '.a.yaml',
        'b.yaml~',
        '#c.yaml#',
        '.#d.yaml',
        '4913',
        'e.yaml.swp',
        'f.yaml.tmp',
        '.git/g.yaml',
        'h.txt',
      ];
      for (const [i, name] of names.entries()) write(name, map(`x${i}`, '1'));
      await start();
      assert.equal(live.entries.size, 0);
      for (const [i, name] of names.entries()) write(name, map(`x${i}`, '2'));
      write('last.yaml', map('last', '1'));
      await until('last', '1');
      assert.equal(live.entries.size, 1);
    });

    it('hands on at once what changed, and a change of comments not at all', async () => {
      write('a.yaml', map('a', '1'));
      write('b.yaml', map('b', '1'));
      await start();
      write('a.yaml', `# a comment\n${map('a', '1')}`);
      write('b.yaml', map('b', '2'));
      await until('b', '2');
      assert.deepEqual(history('a'), ['1']);
    });

    it('follows a file that is renamed over, as editors do', async () => {
      write('a.yaml', map('a', '1'));
      await start();
      write('4913', '');
      rmSync(join(directory, '4913'));
      renameSync(join(directory, 'a.yaml'), join(directory, 'a.yaml~'));
      write('a.yaml', map('a', '2'));
      await until('a', '2');
      assert.deepEqual(history('a'), ['1', '2']);
    });
  });

  it('hands over everything also when it comes to rest before it has read all', async () => {
    for (let i = 0; i < 3000; i++)
      write(`${i}.yaml`, i % 100 === 0 ? `${map(`n${i}`, '1')}  - broken\n` : map(`n${i}`, '1'));
    let time = 0;
    const clock: Clock = {
      now: () => (time += 10_000),
      at(_, wake) {
        const immediate = setImmediate(wake);
        return () => clearImmediate(immediate);
      },
    };
    live = await Follower.start(createFileSource({ paths: [directory], state, clock }));
    assert.equal(live.entries.size, 3000);
  });

  describe('deletions', () => {
    it('wait: a file that is written in pieces, after it was emptied, drops nothing', async () => {
      const text = `${map('a', '1')}---\n${map('b', '1')}`;
      write('a.yaml', text);
      await start();
      const next = text.replaceAll('"1"', '"2"');
      const fd = openSync(join(directory, 'a.yaml'), 'w');
      for (let at = 0; at < next.length; at += 7) {
        await nextTurn();
        writeSync(fd, next.slice(at, at + 7));
      }
      closeSync(fd);
      await until('b', '2');
      assert.deepEqual(
        [history('a'), history('b')],
        [
          ['1', '2'],
          ['1', '2'],
        ],
      );
      assert.ok(live.batches.flat().every(({ entry }) => entry?.findings.length === 0));
    });

    it('wait: a document cut off where it still looks whole keeps its tail', async () => {
      const whole = `${map('a', '1')}  tail: "1"\n`;
      write('a.yaml', whole);
      await start();
      const cut = openSync(join(directory, 'a.yaml'), 'w');
      writeSync(cut, map('a', '2'));
      await nextTurn();
      await nextTurn();
      writeSync(cut, '  tail: "2"\n');
      closeSync(cut);
      await until('a', '2');
      const specs = live.batches.flat().map(({ entry }) => entry?.resource?.spec);
      assert.deepEqual(
        specs.map(spec => (spec !== undefined && 'data' in spec ? Object.keys(spec.data).length : 0)),
        [2, 2],
      );
    });

    it('come when it is quiet: of a document, a file, a directory', async () => {
      write('a.yaml', `${map('a', '1')}---\n${map('b', '1')}`);
      write('c.yaml', map('c', '1'));
      write('sub/d.yaml', map('d', '1'));
      await start();
      write('a.yaml', map('b', '1'));
      rmSync(join(directory, 'c.yaml'));
      rmSync(join(directory, 'sub'), { recursive: true });
      await live.until('all deletions', () => live.entries.size === 1);
      assert.equal(value('b'), '1');
      assert.equal(live.batches.length, 2, 'in one batch');
    });

    it('wait no longer than a second while something goes on', async () => {
      write('a.yaml', map('a', '1'));
      await start();
      rmSync(join(directory, 'a.yaml'));
      const started = performance.now();
      const noise = setInterval(() => write('noise.txt', ''), 10);
      await until('a', undefined).finally(() => clearInterval(noise));
      const waited = performance.now() - started;
      assert.ok(waited >= 900, `waited ${waited} ms`);
    });

    it('leave no gap where a document moves to another file, in two steps, to and fro', async () => {
      write('a.yaml', map('a', '1'));
      await start();
      for (const [from, to] of [
        ['a', 'b'],
        ['b', 'a'],
        ['a', 'c/d'],
        ['c/d', 'a'],
      ]) {
        rmSync(join(directory, `${from}.yaml`));
        await nextTurn();
        write(`${to}.yaml`, map('a', '1'));
        await settle();
        assert.ok(live.source.origin(key('a'))?.file.endsWith(`/${to}.yaml`));
      }
      assert.deepEqual(history('a'), ['1']);
    });
  });

  describe('directories', () => {
    it('follows one that is renamed, replaced, or gone for a while, the given one too', async () => {
      write('sub/a.yaml', map('a', '1'));
      await start();
      renameSync(join(directory, 'sub'), join(directory, 'other'));
      write('other/b.yaml', map('b', '1'));
      await until('b', '1');
      assert.deepEqual(history('a'), ['1']);
      renameSync(directory, `${directory}.old`);
      mkdirSync(directory);
      write('c.yaml', map('c', '1'));
      await until('a', undefined);
      assert.equal(value('c'), '1');
      rmSync(directory, { recursive: true });
      await until('c', undefined);
      write('d.yaml', map('d', '1'));
      await until('d', '1');
      write('d.yaml', map('d', '2'));
      await until('d', '2');
    });

    it('follows a whole tree that is swapped for another', async () => {
      write('a.yaml', map('a', '1'));
      write('b.yaml', map('b', '1'));
      await start();
      mkdirSync(join(root, 'next'));
      writeFileSync(join(root, 'next', 'a.yaml'), map('a', '2'));
      renameSync(directory, join(root, 'before'));
      renameSync(join(root, 'next'), directory);
      await until('a', '2');
      await until('b', undefined);
      assert.deepEqual(history('a'), ['1', '2']);
    });

    it('follows ConfigMap mounts, where only the link ..data is ever replaced', async () => {
      const publish = (n: number): void => {
        write(`..v${n}/a.yaml`, map('a', `${n}`));
        write(`..v${n}/sub/b.yaml`, map('b', `${n}`));
        symlinkSync(`..v${n}`, join(directory, '..data_tmp'));
        renameSync(join(directory, '..data_tmp'), join(directory, '..data'));
        rmSync(join(directory, `..v${n - 1}`), { recursive: true, force: true });
      };
      publish(1);
      symlinkSync('..data/a.yaml', join(directory, 'a.yaml'));
      symlinkSync('..data/sub', join(directory, 'sub'));
      await start();
      for (const n of [2, 3, 4]) {
        publish(n);
        await until('a', `${n}`);
        await until('b', `${n}`);
      }
      assert.deepEqual(history('a'), ['1', '2', '3', '4']);
      assert.ok(live.source.origin(key('a'))?.file.endsWith('conf/a.yaml'));
    });

    it('follows links to files and directories elsewhere, edits behind them too, and no loop', async () => {
      mkdirSync(join(root, 'elsewhere'));
      writeFileSync(join(root, 'elsewhere', 'a.yaml'), map('a', '1'));
      writeFileSync(join(root, 'one.yaml'), map('one', '1'));
      symlinkSync(join(root, 'elsewhere'), join(directory, 'linked'));
      symlinkSync('../one.yaml', join(directory, 'one.yaml'));
      symlinkSync('..', join(directory, 'loop'));
      symlinkSync('self', join(directory, 'self'));
      symlinkSync('missing.yaml', join(directory, 'dangling.yaml'));
      symlinkSync(directory, join(root, 'given'));
      await start([join(root, 'given')]);
      assert.deepEqual([value('a'), value('one')], ['1', '1']);
      writeFileSync(join(root, 'elsewhere', 'a.yaml'), map('a', '2'));
      await until('a', '2');
      writeFileSync(join(root, 'one.yaml'), map('one', '2'));
      await until('one', '2');
      write('missing.yaml', map('late', '1'));
      await until('late', '1');
      mkdirSync(join(root, 'conf2'));
      writeFileSync(join(root, 'conf2', 'x.yaml'), map('x', '1'));
      symlinkSync(join(root, 'conf2'), join(root, 'given.tmp'));
      renameSync(join(root, 'given.tmp'), join(root, 'given'));
      await until('x', '1');
      await until('a', undefined);
    });

    it('rejects what is not there, by name', async () => {
      const source = createFileSource({ paths: [join(root, 'nothing')], state });
      await assert.rejects(
        source.start(() => {}),
        error => isFault(error) && /nothing: there is no such/.test(error.message),
      );
      await start();
    });
  });

  describe('broken documents', () => {
    it('harm only themselves, and say where they are', async () => {
      write('a.yaml', `${map('a', '1')}---\n${map('b', '1')}---\n${map('c', '1')}`);
      await start();
      write('a.yaml', `${map('a', '2')}---\n${map('b', '2')}  bad: [\n---\n${map('c', '2')}`);
      await until('c', '2');
      assert.deepEqual([value('a'), value('b')], ['2', '1']);
      await untilReason(key('b'), 'InvalidYAML');
      assert.deepEqual(reasons(key('b')), ['InvalidYAML', 'LastGoodInForce']);
      const origin = live.source.origin(key('b'));
      assert.equal(origin?.file, join(directory, 'a.yaml'));
      assert.ok([17, 18].includes(origin.locate('')), `line ${origin.locate('')}`);
      write('a.yaml', `${map('a', '2')}---\n${map('b', '3')}---\n${map('c', '2')}`);
      await until('b', '3');
      assert.deepEqual(reasons(key('b')), []);
    });

    it('are known by their place where they do not say who they are', async () => {
      write('a.yaml', `${map('a', '1')}---\n${map('b', '1')}---\n${map('c', '1')}`);
      await start();
      write('a.yaml', `${map('a', '1')}---\n{ broken\n---\n${map('c', '1')}---\n{ also broken\n`);
      await untilReason(key('b'), 'LastGoodInForce');
      await untilReason(`${join(directory, 'a.yaml')}#4`, 'InvalidYAML');
      assert.equal(value('b'), '1');
      write('a.yaml', `${map('a', '1')}---\n${map('c', '1')}`);
      await live.until('two', () => live.entries.size === 2);
    });

    it('keep what was in force over a kill, also when they broke while nothing ran, and while they are moved', async () => {
      state = createStateDirectory(join(root, 'state'));
      write('a.yaml', map('a', '1'));
      write('b.yaml', map('b', '1'));
      await start();
      // As a kill leaves it: nothing is closed.
      await live.source.stop();
      write('a.yaml', '{ broken');
      write('b.yaml', `${map('b', '2')}  bad: [\n`);
      renameSync(join(directory, 'b.yaml'), join(directory, 'c.yaml'));
      state = createStateDirectory(join(root, 'state'));
      await start();
      assert.deepEqual([value('a'), value('b')], ['1', '1']);
      renameSync(join(directory, 'c.yaml'), join(directory, 'd.yaml'));
      await settle();
      assert.ok(live.source.origin(key('b'))?.file.endsWith('d.yaml'));
      rmSync(join(directory, 'a.yaml'));
      await until('a', undefined);
      assert.equal(value('b'), '1');
      assert.deepEqual([...(await state.load()).keys()], [`document ${key('b')}`]);
    });

    it('never crash or stall: each gets a finding that says what to do', async () => {
      const bomb = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
      for (let i = 1; i < 12; i++)
        bomb.push(
          `a${i}: &a${i} [${Array(10)
            .fill(`*a${i - 1}`)
            .join(',')}]`,
        );
      const wide = Array.from({ length: 250_000 }, (_, i) => `key${i}: 1\n`).join('');
      const cases: Record<string, [string | Buffer, string]> = {
        'anchors.yaml': [bomb.join('\n'), 'TooManyValues'],
        'cycle.yaml': ['a: &a [*a]', 'TooDeep'],
        'deep.yaml': ['['.repeat(100_000), 'TooDeep'],
        'deep.json': ['['.repeat(100_000) + ']'.repeat(100_000), 'TooDeep'],
        'nul.yaml': [`${map('nul', 'x')}# \0`, 'InvalidCharacter'],
        'nul.json': ['{"a": "\0"}', 'InvalidCharacter'],
        'twice.yaml': ['a: 1\na: 2\n', 'DuplicateKey'],
        'twice.json': ['{"a": {"b": 1, "b": 2}}', 'DuplicateKey'],
        'large.yaml': [`a:\n${'- x: 1\n'.repeat(1_500_000)}`, 'TooLarge'],
        'wide.yaml': [`apiVersion: v1\nkind: ConfigMap\n${wide}`, 'TooLarge'],
        'latin.yaml': [Buffer.from('name: caf\xe9\n', 'latin1'), 'InvalidEncoding'],
        'utf16.yaml': [Buffer.from('\ufeffname: x\n', 'utf16le'), 'InvalidEncoding'],
        'not.json': ['{"a": 1,}', 'InvalidJSON'],
      };
      write('good.yaml', map('good', '1'));
      await start();
      for (const [name, [text]] of Object.entries(cases)) writeFileSync(join(directory, name), text);
      // Time of the processor, so that it does not matter what else the machine does meanwhile.
      const spent = () => process.cpuUsage().user / 1000;
      let lastTurn = spent();
      let longestTurn = 0;
      const clock = setInterval(() => {
        const now = spent();
        longestTurn = Math.max(longestTurn, now - lastTurn);
        lastTurn = now;
      }, 1);
      const found = (name: string): string | undefined =>
        [...live.entries].find(
          ([k, { findings }]) => findings.length > 0 && live.source.origin(k)?.file === join(directory, name),
        )?.[1].findings[0]?.reason;
      try {
        for (const [name, [, reason]] of Object.entries(cases)) {
          await live.until(`${name} ${reason}`, () => found(name) === reason);
        }
      } finally {
        clearInterval(clock);
      }
      assert.equal(value('good'), '1');
      assert.ok(longestTurn < 2000, `one turn took ${longestTurn} ms of the processor`);
    });

    it('an unreadable file or directory is a finding, and keeps what was in force, over a restart too', async () => {
      const uid = process.getuid?.();
      assert.ok(uid !== undefined);
      write('a.yaml', map('a', '1'));
      write('sub/b.yaml', map('b', '1'));
      write('c.yaml', map('c', '1'));
      chmodSync(root, 0o755);
      // The superuser may read everything: be somebody else.
      if (uid === 0) process.seteuid?.(65534);
      try {
        await start();
        const asOwner = (work: () => void): void => {
          if (uid === 0) process.seteuid?.(0);
          work();
          if (uid === 0) process.seteuid?.(65534);
        };
        asOwner(() => {
          chmodSync(join(directory, 'a.yaml'), 0);
          chmodSync(join(directory, 'sub'), 0);
        });
        await untilReason(`${join(directory, 'a.yaml')}#0`, 'Unreadable');
        await untilReason(`${join(directory, 'sub')}#0`, 'Unreadable');
        assert.deepEqual([value('a'), value('b')], ['1', '1']);
        const before = live;
        await start();
        assert.deepEqual(live.entries, before.entries);
        await before.source.stop();
        asOwner(() => {
          chmodSync(join(directory, 'a.yaml'), 0o644);
          chmodSync(join(directory, 'sub'), 0o755);
          write('sub/b.yaml', map('b', '2'));
        });
        await until('b', '2');
        await live.until('no findings', () =>
          [...live.entries.values()].every(({ findings }) => findings.length === 0),
        );
      } finally {
        if (uid === 0) process.seteuid?.(0);
      }
    });
  });

  describe('one object in two documents', () => {
    it('the smallest path wins, whatever came first, and the other is told where it stands', async () => {
      write('b.yaml', map('a', 'b'));
      await start();
      write('c.yaml', map('a', 'c'));
      await untilReason(key('a'), 'Duplicate');
      assert.equal(value('a'), 'b');
      assert.match(live.entries.get(key('a'))?.findings[0]?.message ?? '', /c\.yaml too.*b\.yaml says/);
      write('a.yaml', map('a', 'a'));
      await until('a', 'a');
      assert.deepEqual(reasons(key('a')), ['Duplicate', 'Duplicate']);
      rmSync(join(directory, 'a.yaml'));
      await until('a', 'b');
      rmSync(join(directory, 'b.yaml'));
      await until('a', 'c');
      assert.deepEqual(reasons(key('a')), []);
    });

    it('is no mistake where both say the same', async () => {
      write('a.yaml', map('a', '1'));
      write('b.yaml', `# the same\n${map('a', '1')}`);
      await start();
      assert.deepEqual(reasons(key('a')), []);
      write('b.yaml', map('a', '2'));
      await untilReason(key('a'), 'Duplicate');
    });

    it('the last good version of the winner outlasts a good one elsewhere', async () => {
      write('a.yaml', map('a', '1'));
      write('b.yaml', map('a', '2'));
      await start();
      write('a.yaml', '{ broken');
      await untilReason(key('a'), 'LastGoodInForce');
      assert.equal(value('a'), '1');
    });

    it('in one file the first is in force', async () => {
      write('a.yaml', `${map('a', '1')}---\n${map('a', '2')}`);
      await start();
      assert.equal(value('a'), '1');
      assert.deepEqual(reasons(key('a')), ['Duplicate']);
      write('a.yaml', `${map('a', '2')}---\n${map('a', '1')}`);
      await until('a', '2');
    });
  });

  it('tells the line of a path, in Lists too', async () => {
    write(
      'a.yaml',
      `# comment\n---\n${map('a', '1')}---\n# more\nkind: List\nitems:\n- ${map('b', '1').trim().replaceAll('\n', '\n  ')}\n`,
    );
    await start();
    const line = (name: string, path: string): number | undefined =>
      live.source.origin(key(name))?.locate(path);
    const text = readFileSync(join(directory, 'a.yaml'), 'utf8').split('\n');
    assert.equal(line('a', ''), 3);
    assert.equal(text[(line('b', '') ?? 0) - 1]?.startsWith('- '), true);
    assert.equal(text[(line('a', 'data.v') ?? 0) - 1], '  v: "1"');
    assert.equal(text[(line('a', 'data.missing.far') ?? 0) - 1], 'data:');
    assert.equal(text[(line('b', 'metadata.name') ?? 0) - 1], '    name: b');
    appendFileSync(join(directory, 'a.yaml'), '\n');
    assert.equal(line('a', 'kind'), 4);
  });
});
