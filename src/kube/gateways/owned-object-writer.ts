import { steadyClock } from '#lib/system-clock.ts';
import { type Cluster, fieldManager, isRefusal, readJson, TokenBucket } from '#sources/kubernetes';
import { type DesiredObject, ownedPathOf } from './desired-object.ts';
import type { OwnedObject, OwnedObjects } from './owned-objects.ts';

/** Requests a second, and at once after a pause. */
const perSecond = 50;
const burst = 200;

/**
 * OwnedObjectWriter applies and removes objects of gateways, and records the result in `OwnedObjects`. It rejects as
 * `Cluster.send` does.
 */
export class OwnedObjectWriter {
  readonly #cluster: Cluster;
  readonly #owned: Pick<OwnedObjects, 'put'>;
  readonly #bucket = new TokenBucket(steadyClock, perSecond, burst);

  constructor(cluster: Cluster, owned: Pick<OwnedObjects, 'put'>) {
    this.#cluster = cluster;
    this.#owned = owned;
  }

  /** apply applies an object as it is wanted, server-side. Without `isOurs` it takes no field from another owner: 409. */
  async apply(object: DesiredObject, isOurs: boolean): Promise<OwnedObject> {
    const { kind, metadata } = object;
    await this.#bucket.take();
    const answer = await this.#cluster.send({
      method: 'PATCH',
      path: ownedPathOf(kind, metadata.namespace, metadata.name),
      query: { fieldManager, ...(isOurs ? { force: 'true' } : {}) },
      body: { type: 'application/apply-patch+yaml', text: JSON.stringify(object) },
    });
    return this.#owned.put(kind, (await readJson(answer)) as never);
  }

  /** remove deletes an object, unless it is gone or was replaced meanwhile. */
  async remove({ kind, namespace, name, uid }: OwnedObject): Promise<void> {
    await this.#bucket.take();
    try {
      const answer = await this.#cluster.send({
        method: 'DELETE',
        path: ownedPathOf(kind, namespace, name),
        body: { type: 'application/json', text: JSON.stringify({ preconditions: { uid } }) },
      });
      answer.resume();
    } catch (error) {
      if (!isRefusal(error, 404, 409)) throw error;
    }
  }
}
