import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Finding } from '#lib/finding.ts';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { sameResource } from '#resources';
import { Follower } from './follower.ts';
import type { Source, StatusWrite } from './source.ts';

/** SourceRig is how the laws reach the outside that a source follows. A new rig is empty. */
export interface SourceRig {
  /** open makes a source over what is there. It remembers whatever the sources opened earlier remembered. */
  open(): Source;
  /** put writes an object, in place of the one with its kind, namespace and name. */
  put(object: ConfigMapObject | BackendObject): Promise<void>;
  /** remove deletes the object `default/<name>` of a kind. */
  remove(name: string, kind: 'ConfigMap' | 'Backend'): Promise<void>;
  /** statusOf reads the status of the Backend `default/<name>` outside; of a source that has `writeStatus`. */
  statusOf?(name: string): Promise<unknown>;
  dispose(): Promise<void>;
}

/** ConfigMapObject is what the laws write: valid where `data` is an object of strings, invalid otherwise. */
export interface ConfigMapObject {
  readonly apiVersion: 'v1';
  readonly kind: 'ConfigMap';
  readonly metadata: { readonly name: string; readonly namespace: 'default' };
  readonly data: unknown;
}

/** BackendObject is what the laws write where an object with a status is needed; always valid. */
export interface BackendObject {
  readonly apiVersion: 'gateway.envoyproxy.io/v1alpha1';
  readonly kind: 'Backend';
  readonly metadata: { readonly name: string; readonly namespace: 'default' };
  readonly spec: unknown;
}

/**
 * SourceLawsOptions:
 *
 * - `refusesBroken`: the outside takes no invalid objects (an API server), or none stays in force after an invalid one.
 * - `hasNoPlaces`: objects have a name, but no file and line.
 */
export interface SourceLawsOptions {
  readonly refusesBroken?: boolean;
  readonly hasNoPlaces?: boolean;
}

/** sourceLaws are what every `Source` must do. */
export function sourceLaws(
  name: string,
  makeRig: () => Promise<SourceRig>,
  options: SourceLawsOptions = {},
): void {
  describe(`${name} keeps the laws of Source`, () => {
    let rig: SourceRig;
    let followers: Follower[];
    const start = async (): Promise<Follower> => {
      const follower = await Follower.start(rig.open());
      followers.push(follower);
      return follower;
    };
    beforeEach(async () => {
      rig = await makeRig();
      followers = [];
    });
    afterEach(async () => {
      for (const follower of followers) await follower.source.stop();
      await rig.dispose();
    });

    it('has handed over everything that is there when start resolves', async () => {
      await rig.put(configMap('a', { x: '1' }));
      await rig.put(configMap('b', { x: '2' }));
      const { entries } = await start();
      assert.deepEqual([...entries.keys()].sort(), [configMapKey('a'), configMapKey('b')]);
      assert.equal(entries.get(configMapKey('a'))?.resource?.ref.name, 'a');
    });

    it('starts where nothing is', async () => {
      assert.equal((await start()).entries.size, 0);
    });

    it('hands over what is added, changed and removed', async () => {
      await rig.put(configMap('a', { x: '1' }));
      const follower = await start();
      const first = follower.entries.get(configMapKey('a'));
      await rig.put(configMap('b', { x: '1' }));
      await follower.until('b', () => follower.entries.has(configMapKey('b')));
      await rig.put(configMap('a', { x: '2' }));
      await follower.until('the change', () => follower.entries.get(configMapKey('a')) !== first);
      await rig.remove('b', 'ConfigMap');
      await follower.until('the removal', () => !follower.entries.has(configMapKey('b')));
      assert.deepEqual([...follower.entries.keys()], [configMapKey('a')]);
    });

    it('does not say again what it said', async () => {
      await rig.put(configMap('a', { x: '1' }));
      const follower = await start();
      await rig.put(configMap('a', { x: '1' }));
      // When `b` arrives, the source has noticed the write before it too.
      await rig.put(configMap('b', { x: '1' }));
      await follower.until('b', () => follower.entries.has(configMapKey('b')));
      assert.deepEqual(
        follower.batches.flat().map(change => change.key),
        [configMapKey('a'), configMapKey('b')],
      );
    });

    it('says nothing after stop', async () => {
      await rig.put(configMap('a', { x: '1' }));
      const follower = await start();
      const other = await start();
      await follower.source.stop();
      await rig.put(configMap('a', { x: '2' }));
      await other.until('the change', () => other.batches.length === 2);
      assert.equal(follower.batches.length, 1);
    });

    it('finds where an entry stands, and nothing for a key that it does not have', async () => {
      await rig.put(configMap('a', { x: '1' }));
      const { source } = await start();
      if (options.hasNoPlaces !== true) {
        const origin = source.origin(configMapKey('a'));
        assert.ok(origin !== undefined && origin.file !== '');
        assert.ok(origin.locate('data.x') >= origin.locate('') && origin.locate('') >= 1);
      }
      assert.equal(source.origin(configMapKey('b')), undefined);
    });

    it('gives an object as it is written, and nothing for a key that it does not have', async () => {
      const object = configMap('a', { x: '1' });
      await rig.put(object);
      const { source } = await start();
      const { data, metadata } = source.written(configMapKey('a')) as ConfigMapObject;
      assert.deepEqual([data, metadata.name], [object.data, 'a']);
      assert.equal(source.written(configMapKey('b')), undefined);
    });

    it('ends any sequence of edits as a fresh start from the same inputs does', async () => {
      const follower = await start();
      for (const x of ['1', '2', '3']) {
        for (const name of ['a', 'b', 'c']) await rig.put(configMap(name, { x }));
      }
      await rig.remove('b', 'ConfigMap');
      await follower.until(
        'the last edit',
        () => follower.entries.size === 2 && !follower.entries.has(configMapKey('b')),
      );
      const fresh = await start();
      await follower.until('the same', () => same(follower, fresh));
    });

    it('writes a status once, to the object that it is about, and does not take its own write for a change', async () => {
      await rig.put(backend('a'));
      const follower = await start();
      const { source, entries } = follower;
      const entry = entries.get(backendKey('a'));
      assert.equal(source.writeStatus === undefined, rig.statusOf === undefined);
      if (source.writeStatus === undefined || rig.statusOf === undefined) return;
      const write = { key: backendKey('a'), uid: entry?.resource?.metadata.uid };
      await source.writeStatus({ ...write, status: statusAt(1) });
      assert.deepEqual(await rig.statusOf('a'), statusAt(1));
      await rig.put(backend('b'));
      await follower.until('b', () => entries.has(backendKey('b')));
      await source.writeStatus({ ...write, status: statusAt(2) });
      assert.deepEqual(await rig.statusOf('a'), statusAt(1), 'a time alone is not written');
      await rig.put(backend('c'));
      await follower.until('c', () => entries.has(backendKey('c')));
      const [before, after] = [entry?.resource, entries.get(backendKey('a'))?.resource];
      assert.ok(before !== undefined && after !== undefined && sameResource(before, after));
    });

    it('writes no status to an object that went, or that took the name of the one it was about', async () => {
      await rig.put(backend('a'));
      const follower = await start();
      const { source, entries } = follower;
      if (source.writeStatus === undefined || rig.statusOf === undefined) return;
      const write = { key: backendKey('a'), uid: entries.get(backendKey('a'))?.resource?.metadata.uid };
      await rig.remove('a', 'Backend');
      await follower.until('the removal', () => entries.size === 0);
      await source.writeStatus({ ...write, status: statusAt(1) });
      await rig.put(backend('a'));
      await follower.until('the new one', () => entries.size === 1);
      await source.writeStatus({ ...write, status: statusAt(1) });
      assert.equal(await rig.statusOf('a'), undefined);
    });

    if (options.refusesBroken) return;

    it('keeps the last good version in force, says so, over restarts too, and drops it with the object', async () => {
      await rig.put(configMap('a', { x: '1' }));
      const follower = await start();
      const good = follower.entries.get(configMapKey('a'))?.resource;
      await rig.put(configMap('a', 'not an object'));
      await follower.until('the finding', () => hasError(follower, 'a'));
      assert.deepEqual(follower.entries.get(configMapKey('a'))?.resource, good);
      assert.ok(reasons(follower, 'a').includes('LastGoodInForce'));
      assert.deepEqual((follower.source.written(configMapKey('a')) as ConfigMapObject).data, { x: '1' });
      await follower.source.stop();

      const restarted = await start();
      assert.deepEqual(restarted.entries, follower.entries);
      await rig.remove('a', 'ConfigMap');
      await restarted.until('the removal', () => restarted.entries.size === 0);
    });

    it('says what is wrong with an object that never was good, and takes it when it is mended', async () => {
      await rig.put(configMap('b', { x: '1' }));
      const follower = await start();
      await rig.put(configMap('a', 7));
      await follower.until('the finding', () => hasError(follower, 'a'));
      assert.equal(follower.entries.get(configMapKey('a'))?.resource, undefined);
      assert.equal(follower.entries.get(configMapKey('b'))?.findings.length, 0);
      await rig.put(configMap('a', { x: '1' }));
      await follower.until(
        'the object',
        () => follower.entries.get(configMapKey('a'))?.resource !== undefined,
      );
      assert.deepEqual(follower.entries.get(configMapKey('a'))?.findings, []);
    });
  });
}

function configMap(name: string, data: unknown): ConfigMapObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data };
}

/** configMapKey is the key of the ConfigMap `default/<name>`. */
export function configMapKey(name: string): ResourceKey {
  return resourceKey({ group: '', kind: 'ConfigMap', zone: localZone, namespace: 'default', name });
}

function backend(name: string): BackendObject {
  return {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'Backend',
    metadata: { name, namespace: 'default' },
    spec: { endpoints: [{ ip: { address: '10.0.0.1', port: 80 } }] },
  };
}

function backendKey(name: string): ResourceKey {
  return resourceKey({
    ...{ group: 'gateway.envoyproxy.io', kind: 'Backend', zone: localZone },
    ...{ namespace: 'default', name },
  });
}

/** lawKey is the key of the object `default/<name>` of a kind that the laws write. */
export function lawKey(name: string, kind: 'ConfigMap' | 'Backend'): ResourceKey {
  return kind === 'Backend' ? backendKey(name) : configMapKey(name);
}

function statusAt(second: number): StatusWrite['status'] {
  const said = { type: 'Accepted', status: 'True', reason: 'Accepted', message: 'it was' };
  return { conditions: [{ ...said, lastTransitionTime: `2026-01-01T00:00:0${second}Z` }] };
}

function reasons(follower: Follower, name: string): string[] {
  return findings(follower, name).map(finding => finding.reason);
}

function hasError(follower: Follower, name: string): boolean {
  return findings(follower, name).some(finding => finding.severity === 'error');
}

function findings(follower: Follower, name: string): readonly Finding[] {
  return follower.entries.get(configMapKey(name))?.findings ?? [];
}

function same(a: Follower, b: Follower): boolean {
  try {
    assert.deepEqual(new Map([...a.entries].sort()), new Map([...b.entries].sort()));
    return true;
  } catch {
    return false;
  }
}
