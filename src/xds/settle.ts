import type { XdsResource } from '#lib/xds-resource.ts';
import type { Channel, Flight } from './channel.ts';
import { routeOf } from './route-name.ts';
import type { Stream } from './stream.ts';
import { mayRequire } from './verdict.ts';

/** settle takes the client's answer to what was in flight: `refusal` holds its words where it refused it. */
export function settle(stream: Stream, channel: Channel, flight: Flight, refusal: string | undefined): void {
  channel.flight = undefined;
  if (refusal === undefined) acknowledge(stream, channel, flight);
  else refuse(stream, channel, flight, refusal);
  channel.stale.clear();
  freeClusters(stream);
  tell(stream, flight, refusal);
}

function acknowledge(stream: Stream, channel: Channel, flight: Flight): void {
  for (const one of flight.batch.sends) hold(stream, channel, one);
  for (const name of flight.batch.removed) gone(stream, channel, name);
  if (flight.batch.sends.length === 0 && flight.batch.removed.length === 0) return;
  // What waits, waits for clusters (to be there), listeners (to be gone) or route configurations (to be there or gone).
  if (channel.type === 'cluster' || channel.type === 'listener' || channel.type === 'route') {
    for (const other of stream.channels()) if (other.waiting.size > 0) other.release();
  }
}

function hold(stream: Stream, channel: Channel, one: XdsResource): void {
  stream.hub.rejections.accepted(one, stream.envoyVersion);
  const before = channel.held.get(one.name);
  if (channel.stale.has(one.name)) {
    stream.uses.drop(one);
    channel.pending.add(one.name);
    return;
  }
  channel.held.set(one.name, one);
  if (mayRequire(channel.type) && before !== undefined) stream.uses.drop(before);
  if (channel.type === 'route' && (stream.fresh.delete(one.name) || before === undefined)) {
    sendHostsAgain(stream, one.name);
  }
}

function gone(stream: Stream, channel: Channel, name: string): void {
  drop(stream, channel, name);
  channel.leaving.delete(name);
  if (channel.type === 'cluster') {
    stream.owed.delete(name);
    stream.touch('endpoints', name);
  }
}

/** drop forgets that the client holds it. */
export function drop(stream: Stream, channel: Channel, name: string): void {
  const held = channel.held.get(name);
  if (held === undefined) return;
  channel.held.delete(name);
  if (mayRequire(channel.type)) stream.uses.drop(held);
}

/**
 * Envoy keeps virtual hosts per route configuration and drops those that come before it: a configuration that it has only
 * now got, or asked for anew, gets all of its virtual hosts, those that are on their way as well.
 */
function sendHostsAgain(stream: Stream, route: string): void {
  const hosts = stream.channel('virtualHost');
  if (hosts === undefined) return;
  dropHosts(stream, route);
  for (const one of hosts.flight?.batch.sends ?? [])
    if (routeOf(one.name) === route) hosts.stale.add(one.name);
  let any = false;
  for (const name of stream.view?.members('virtualHost') ?? []) {
    if (routeOf(name) !== route) continue;
    any = true;
    hosts.pending.add(name);
  }
  if (!any) answerWithoutHosts(hosts, route);
}

/**
 * answerWithoutHosts ends Envoy's wait (15 s) for the virtual hosts of a configuration that has none: an empty response
 * reaches none of its configurations, so it is told that a host is gone which never was.
 */
export function answerWithoutHosts(hosts: Channel, route: string): void {
  if (!hosts.subscription.wildcard) return;
  hosts.asked.add(`${route}/`);
  hosts.pending.add(`${route}/`);
}

/** dropHosts forgets the virtual hosts of a route configuration that the client dropped. */
export function dropHosts(stream: Stream, route: string): void {
  const hosts = stream.channel('virtualHost');
  if (hosts === undefined) return;
  for (const name of [...hosts.held.keys()]) {
    if (routeOf(name) !== route) continue;
    // One that left the view is still to be removed: the client remembers its version.
    if (stream.view?.has('virtualHost', name) === true) drop(stream, hosts, name);
    else hosts.pending.add(name);
  }
}

function refuse(stream: Stream, channel: Channel, flight: Flight, message: string): void {
  const { sends, removed } = flight.batch;
  if (mayRequire(channel.type)) for (const one of sends) stream.uses.drop(one);
  const [only] = sends;
  if (only === undefined) {
    // Nothing to be guilty: a removal cannot be tried in another way.
    for (const name of removed) gone(stream, channel, name);
    stream.hub.notice(
      `proxy ${stream.identity?.node} refused to remove ${channel.type} ${removed.join(', ')}: ${message}`,
    );
    return;
  }
  if (sends.length === 1) condemn(stream, channel, only, message);
  else channel.groups.unshift(...halves(sends, removed, message));
  for (const name of removed) channel.pending.add(name);
}

/** A port in use is about the client's machine: not withheld from others, and tried again. */
const aboutTheMachine = /cannot bind|address already in use|permission denied/i;

/** Alone in a response and refused: this version is not sent again, or, where only this client minds, not at once. */
function condemn(stream: Stream, channel: Channel, one: XdsResource, message: string): void {
  channel.pending.add(one.name);
  const { rejections, patience } = stream.hub;
  // Envoy may keep a new cluster that it refused among those that warm, and then answers for no cluster any more.
  if (channel.type === 'cluster' && !channel.held.has(one.name) && stream.protocol.mode === 'delta') {
    channel.asked.add(one.name);
  }
  if (!aboutTheMachine.test(message) && rejections.refuse(one, stream.envoyVersion, message)) return;
  const until = performance.now() + patience;
  channel.refused.set(one.name, { version: one.version, message, until });
  stream.hub.notice(
    `proxy ${stream.identity?.node} refuses ${channel.type} ${one.name} for a reason of its own and is asked again in ` +
      `${patience} ms: ${message}`,
  );
}

/**
 * A refused response says nothing sure about any one resource in it: the halves are tried one after the other. Where the
 * client names some, these are tried apart first. What the response removed goes along with each group, because a virtual
 * host may take over the domain of one that goes.
 */
function halves(
  sends: readonly XdsResource[],
  removed: readonly string[],
  message: string,
): readonly (readonly string[])[] {
  const names = sends.map(one => one.name);
  const named = names.filter(name => message.includes(name));
  const others = names.filter(name => !message.includes(name));
  const middle = Math.ceil(names.length / 2);
  const groups =
    named.length > 0 && others.length > 0 ? [named, others] : [names.slice(0, middle), names.slice(middle)];
  return groups.map(group => [...group, ...removed]);
}

/** Clusters that stayed only because something needed them begin to linger when nothing does any longer. */
function freeClusters(stream: Stream): void {
  const clusters = stream.channel('cluster');
  if (clusters === undefined) return;
  for (const [name, at] of clusters.leaving) {
    if (at === Infinity && !stream.uses.needs(name)) clusters.pending.add(name);
  }
}

function tell(stream: Stream, flight: Flight, rejected: string | undefined): void {
  const { onPush } = stream.hub;
  if (onPush === undefined || stream.identity === undefined) return;
  onPush({
    view: stream.identity.view,
    client: stream.id,
    type: flight.batch.type,
    names: flight.batch.sends.map(one => one.name),
    removed: flight.batch.removed,
    bytes: flight.bytes,
    milliseconds: performance.now() - flight.sentAt,
    ...(rejected === undefined ? {} : { rejected }),
  });
}
