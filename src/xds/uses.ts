import type { Held } from './holding.ts';
import type { Stream } from './stream.ts';
import { requiringTypes } from './type-order.ts';

/**
 * Uses counts, for one stream, which clusters those listeners, routes and virtual hosts need that are kept by name or on their
 * way. What a reconnected client holds and we do not know may need any cluster: until it is replaced, none is free.
 */
export class Uses {
  readonly #counts = new Map<string, number>();
  #unknown = 0;

  has(cluster: string): boolean {
    return this.#unknown > 0 || this.#counts.has(cluster);
  }

  added(held: Pick<Held, 'requires'>): void {
    if (held.requires === undefined) this.#unknown++;
    else for (const cluster of held.requires) this.#counts.set(cluster, (this.#counts.get(cluster) ?? 0) + 1);
  }

  dropped(held: Pick<Held, 'requires'>): void {
    if (held.requires === undefined) this.#unknown--;
    else for (const cluster of held.requires) this.#drop(cluster);
  }

  #drop(cluster: string): void {
    const left = (this.#counts.get(cluster) ?? 0) - 1;
    if (left > 0) this.#counts.set(cluster, left);
    else this.#counts.delete(cluster);
  }
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
