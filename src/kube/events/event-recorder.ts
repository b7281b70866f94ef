import { KeyedWrites } from '#lib/keyed-writes.ts';
import { steadyClock } from '#lib/system-clock.ts';
import { apiPath, type Cluster, isRefusal, readJson, TokenBucket } from '#sources/kubernetes';
import { type EventName, eventName, eventOf, type Occurrence, seriesAfter } from './event.ts';

export interface EventRecorderOptions {
  readonly cluster: Cluster;
  readonly onNotice: (message: string) => void;
}

/** Requests a second, and at once after a pause. */
const perSecond = 5;
const burst = 50;
/** Occurrences beyond this many would wait longer than anybody looks, and are dropped: status says the same. */
const mostWaiting = 500;

/**
 * EventRecorder writes what happened to objects as Events. A repetition in the same words is counted in the existing Event
 * instead of written again. Where Events may not be written, or their namespace goes, one notice says so, and they are
 * dropped.
 */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #bucket = new TokenBucket(steadyClock, perSecond, burst);
  readonly #waiting = new Map<string, Occurrence>();
  readonly #writes: KeyedWrites<Occurrence>;
  #isForbidden = false;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#writes = new KeyedWrites<Occurrence>({
      what: 'an Event',
      write: (occurrence, key) => this.#write(occurrence, key),
      wanted: key => this.#waiting.get(key),
      clock: steadyClock,
      onNotice: options.onNotice,
    });
  }

  record(occurrence: Occurrence): void {
    const { namespace, name } = eventName(occurrence);
    const key = `${namespace}/${name}`;
    if (this.#waiting.size >= mostWaiting && !this.#waiting.has(key)) return;
    this.#waiting.set(key, occurrence);
    this.#writes.note(key);
  }

  close(): Promise<void> {
    return this.#writes.close();
  }

  async #write(occurrence: Occurrence, key: string): Promise<void> {
    await this.#bucket.take();
    try {
      if (!(await this.#create(occurrence)) && occurrence.isKnown !== true) await this.#count(occurrence);
      this.#isForbidden = false;
    } catch (error) {
      if (!isRefusal(error, 403, 404, 422)) throw error;
      if (!this.#isForbidden) this.#options.onNotice(`an Event was not written: ${error.message}`);
      this.#isForbidden = true;
    }
    if (this.#waiting.get(key) === occurrence) this.#waiting.delete(key);
  }

  /** False where the Event exists already. */
  async #create(occurrence: Occurrence): Promise<boolean> {
    const event = eventOf(occurrence, new Date());
    try {
      const answer = await this.#options.cluster.send({
        method: 'POST',
        path: listOf(event.metadata),
        body: { type: 'application/json', text: JSON.stringify(event) },
      });
      answer.resume();
      return true;
    } catch (error) {
      if (isRefusal(error, 409)) return false;
      throw error;
    }
  }

  async #count(occurrence: Occurrence): Promise<void> {
    const { cluster } = this.#options;
    const name = eventName(occurrence);
    const path = `${listOf(name)}/${name.name}`;
    const standing = await readJson(await cluster.send({ path }));
    const text = JSON.stringify(seriesAfter(standing, new Date()));
    const body = { type: 'application/merge-patch+json', text };
    (await cluster.send({ method: 'PATCH', path, body })).resume();
  }
}

function listOf({ namespace }: EventName): string {
  return `${apiPath('events.k8s.io/v1')}/namespaces/${namespace}/events`;
}
