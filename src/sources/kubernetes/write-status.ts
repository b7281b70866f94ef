import type { Clock } from '#lib/clock.ts';
import { parseResourceKey } from '#lib/resource-ref.ts';
import type { StatusWrite } from '../source.ts';
import { type Cluster, isRefusal, readJson } from './cluster.ts';
import { apiPath, type ServedKind } from './discover.ts';
import { fieldManager } from './field-manager.ts';
import { type HeldObject, heldStatus } from './held-objects.ts';
import { type MergedStatus, mergeStatus } from './merge-status.ts';
import { TokenBucket } from './token-bucket.ts';
import type { WrittenObject } from './written-object.ts';

/** Writes a second, and at once after a pause: an API server takes several times as many, and has others to serve. */
const perSecond = 200;
const burst = 1_000;
/** How often a write is repeated when somebody else wrote in between. */
const tries = 5;

export interface StatusWriterOptions {
  readonly cluster: Cluster;
  readonly controller: string;
  readonly clock: Clock;
}

/** An object's state, as far as its status is concerned. */
type Standing = Pick<HeldObject, 'uid' | 'version' | 'status' | 'owned'>;

/**
 * StatusWriter writes status by server-side apply, so that each field of it has an owner and a field that we no longer set
 * goes. A status that stands already costs no request: the watch has told it.
 */
export class StatusWriter {
  readonly #options: StatusWriterOptions;
  readonly #bucket: TokenBucket;
  /** By kind, status fields that the installed definition of the kind lacks: they cannot be written. */
  readonly #undeclared = new Map<string, Set<string>>();

  constructor(options: StatusWriterOptions) {
    this.#options = options;
    this.#bucket = new TokenBucket(options.clock, perSecond, burst);
  }

  /** write brings the status of an object of a kind to what is wanted; `held` is its last known state. */
  async write(wanted: StatusWrite, served: ServedKind, held: Standing): Promise<void> {
    const path = objectPath(wanted.key, served);
    let standing = held;
    for (let i = 0; i < tries; i++) {
      if (standing.uid !== wanted.uid) return;
      const merged = this.#merge(wanted, served, standing);
      if (merged === undefined) return;
      await this.#bucket.take();
      try {
        await this.#apply(path, wanted, served, standing, merged);
        return;
      } catch (error) {
        if (isRefusal(error, 404)) return;
        if (this.#learn(error, served)) continue;
        if (!isRefusal(error, 409)) throw error;
        const now = await this.#read(path);
        if (now === undefined) return;
        standing = now;
      }
    }
    throw new Error(`${path}: others write its status all the time`);
  }

  #merge({ status }: StatusWrite, { kind }: ServedKind, { status: current, owned }: Standing) {
    const undeclared = this.#undeclared.get(kind.id);
    const sayable = Object.entries(status).filter(([field]) => undeclared?.has(field) !== true);
    return mergeStatus(
      current === undefined ? {} : JSON.parse(current),
      Object.fromEntries(sayable),
      this.#options.controller,
      owned === undefined ? undefined : JSON.parse(owned),
    );
  }

  async #apply(
    path: string,
    { key, uid }: StatusWrite,
    { kind, apiVersion }: ServedKind,
    { version }: Standing,
    { status, isShared }: MergedStatus,
  ): Promise<void> {
    const { name, namespace } = parseResourceKey(key);
    const metadata = {
      name,
      ...(namespace === '' ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(isShared && version !== undefined ? { resourceVersion: version } : {}),
    };
    const answer = await this.#options.cluster.send({
      method: 'PATCH',
      path: `${path}/status`,
      query: { fieldManager, force: 'true' },
      body: {
        type: 'application/apply-patch+yaml',
        text: JSON.stringify({ apiVersion, kind: kind.kind, metadata, status }),
      },
    });
    answer.resume();
  }

  async #read(path: string): Promise<Standing | undefined> {
    try {
      const object = await readJson(await this.#options.cluster.send({ path }));
      return heldStatus(object as WrittenObject);
    } catch (error) {
      if (isRefusal(error, 404)) return undefined;
      throw error;
    }
  }

  /**
   * Learns from an error which fields the cluster lacks, as its definitions may be older than ours: `.status.endpoints:
   * field not declared in schema`. Tells whether any field is new.
   */
  #learn(error: unknown, { kind }: ServedKind): boolean {
    if (!isRefusal(error, 400, 500)) return false;
    const fields = [...error.message.matchAll(/\.status\.(\w+): field not declared in schema/g)].flatMap(
      ([, field]) => field ?? [],
    );
    const known = this.#undeclared.get(kind.id) ?? new Set();
    const fresh = fields.filter(field => !known.has(field));
    for (const field of fresh) known.add(field);
    this.#undeclared.set(kind.id, known);
    return fresh.length > 0;
  }
}

/** objectPath is the path of an object on the API server. */
export function objectPath(key: StatusWrite['key'], { kind, apiVersion }: ServedKind): string {
  const { namespace, name } = parseResourceKey(key);
  const within = namespace === '' ? '' : `/namespaces/${namespace}`;
  return `${apiPath(apiVersion)}${within}/${kind.plural}/${name}`;
}
