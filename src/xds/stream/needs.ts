import { requiringTypes } from '../type-order.ts';
import { type Held, isResource } from './holding.ts';
import type { Stream } from './stream.ts';

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

/** A resource that changed without this client being told yet is still held as it was, with what it needed. */
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

/** clusterStays: the client holds a cluster that needs this assignment, in its view or lingering, or is being sent one. */
export function clusterStays(stream: Stream, assignment: string): boolean {
  const clusters = stream.channel('cluster');
  if (clusters === undefined) return false;
  if (stream.assignments.has(assignment)) return true;
  // Of a cluster that a client resumed with, we know only the name, which is also its assignment's where nothing shapes the
  // cluster. That holds as well where the key of either is not its name.
  const needs = (name: string, held: Held | undefined) =>
    held !== undefined && (isResource(held) ? held.assignment === assignment : name === assignment);
  if (needs(assignment, clusters.get(assignment))) return true;
  for (const name of stream.hub.catalogue.clustersOf(assignment)) {
    if (needs(name, clusters.get(name))) return true;
  }
  // A cluster that went without this client being told yet is still held.
  let holds = false;
  if (clusters.lags) {
    stream.view?.changesSince('cluster', clusters.holding.position, (name, was) => {
      holds ||= was?.assignment === assignment && needs(name, clusters.get(name));
    });
  }
  return holds;
}
