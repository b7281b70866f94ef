import { type Held, isResource } from './holding.ts';
import type { Stream } from './stream.ts';
import { requiringTypes } from './type-order.ts';

/** Named says which names of another type a held resource needs; undefined where that is not known. */
type Named = (held: Held) => readonly string[] | undefined;

/**
 * Uses counts, for one stream, what is needed by those resources that are kept by name or on their way. What a reconnected
 * client holds and we do not know may need anything: until it is replaced, nothing is free.
 */
export class Uses {
  readonly #counts = new Map<string, number>();
  readonly #named: Named;
  #unknown = 0;

  constructor(named: Named) {
    this.#named = named;
  }

  has(name: string): boolean {
    return this.#unknown > 0 || this.#counts.has(name);
  }

  added(held: Held): void {
    const names = this.#named(held);
    if (names === undefined) this.#unknown++;
    else for (const name of names) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  dropped(held: Held): void {
    const names = this.#named(held);
    if (names === undefined) this.#unknown--;
    else for (const name of names) this.#drop(name);
  }

  #drop(name: string): void {
    const left = (this.#counts.get(name) ?? 0) - 1;
    if (left > 0) this.#counts.set(name, left);
    else this.#counts.delete(name);
  }
}

/** clustersOf: what listeners, routes and virtual hosts need. */
export function clustersOf(held: Held): readonly string[] | undefined {
  return held.requires;
}

/** assignmentsOf: what clusters need. Of one that a client resumed with only its name is known, see clusterStays. */
export function assignmentsOf(held: Held): readonly string[] {
  return isResource(held) && held.assignment !== undefined ? [held.assignment] : [];
}

/** isNeeded: something that the client holds or is being sent needs this cluster. */
export function isNeeded(stream: Stream, cluster: string): boolean {
  if (stream.uses.has(cluster)) return true;
  for (const user of stream.hub.catalogue.usersOf(cluster)) {
    if (stream.channel(user.type)?.holding.get(user.name)?.version === user.version) return true;
  }
  return requiringTypes.some(type => {
    const channel = stream.channel(type);
    return channel?.lags === true && stillNeeds(channel, stream, cluster);
  });
}

/** What changed, and what this client has not been told of, it still holds as it was. */
function stillNeeds(
  channel: NonNullable<ReturnType<Stream['channel']>>,
  stream: Stream,
  cluster: string,
): boolean {
  let needed = false;
  stream.view?.changesSince(channel.type, channel.holding.position, name => {
    needed ||= channel.holding.get(name)?.requires?.includes(cluster) === true;
  });
  return needed;
}
