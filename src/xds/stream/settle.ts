import type { XdsResource, XdsType } from '#lib/xds-resource.ts';
import { routeOf } from '../catalogue/route-name.ts';
import type { Channel, Flight } from './channel.ts';
import { isResource } from './holding.ts';
import { noteNewMarks } from './marks.ts';
import { isNeeded } from './needs.ts';
import type { Stream } from './stream.ts';

/** settle takes the client's answer to what was in flight: `refusal` holds its words where it refused it. */
export function settle(stream: Stream, channel: Channel, flight: Flight, refusal: string | undefined): void {
  channel.flight = undefined;
  for (const name of channel.stale) loseTrack(channel, flight, name);
  if (refusal === undefined) acknowledge(stream, channel, flight);
  else refuse(stream, channel, flight, refusal);
  release(stream, channel, flight);
  channel.stale.clear();
  freeClusters(stream);
  tell(stream, flight, refusal);
}

/** The client dropped this name while a response with it was on its way: whatever it answers, it holds nothing there. */
function loseTrack(channel: Channel, { batch }: Flight, name: string): void {
  if (batch.find(name) === undefined) return;
  channel.holding.set(name, undefined);
  channel.pending.add(name);
}

function acknowledge(stream: Stream, channel: Channel, { batch, before, odd }: Flight): void {
  for (const one of batch.sends) stream.hub.rejections.accepted(one, stream.envoyVersion);
  for (const name of before === undefined ? namesOf(batch) : odd) {
    if (channel.stale.has(name)) continue;
    const said = batch.find(name);
    channel.holding.set(name, typeof said === 'object' ? said : undefined);
  }
  if (channel.type === 'listener') noteNewMarks(stream, batch.sends, before);
  if (channel.type === 'route') for (const { name } of batch.sends) sendHostsOf(stream, name, before);
  if (batch.removed.length > 0) bury(stream, channel, batch.removed, before);
  if (batch.isEmpty) return;
  releaseBehind(stream, channel.type);
}

/**
 * Names wait for clusters (to be there), listeners (to be gone, or to give marks) or route configurations (to be there, or to be
 * gone). Only listeners wait for virtual hosts (to ask for marks no longer).
 */
function releaseBehind(stream: Stream, type: XdsType): void {
  switch (type) {
    case 'endpoints':
    case 'hostname':
    case 'secret':
      return;
    case 'virtualHost':
      stream.channel('listener')?.release();
      return;
    case 'cluster':
    case 'listener':
    case 'route':
      for (const other of stream.channels()) other.release();
  }
}

function namesOf({ sends, removed }: Flight['batch']): readonly string[] {
  return [...sends.map(one => one.name), ...removed];
}

function sendHostsOf(stream: Stream, route: string, before: Flight['before']): void {
  if (stream.fresh.delete(route) || before?.has(route) === false) sendHostsAgain(stream, route);
}

/** The client no longer holds these names. */
function bury(stream: Stream, channel: Channel, names: readonly string[], before: Flight['before']): void {
  for (const name of names) {
    channel.leaving.delete(name);
    if (channel.type !== 'cluster') continue;
    const held = before?.get(name);
    const assignment = (held !== undefined && isResource(held) ? held.assignment : undefined) ?? name;
    stream.owed.delete(assignment);
    stream.touch('endpoints', assignment);
    stream.touch('listener', name);
  }
}

/** The flight no longer counts among what needs something: it is known now what the client holds. */
function release(stream: Stream, channel: Channel, { batch, before }: Flight): void {
  const uses = stream.usesOf(channel.type);
  if (uses === undefined) return;
  for (const one of batch.sends) uses.dropped(one);
  for (const held of before?.values() ?? []) uses.dropped(held);
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
  for (const name of [...hosts.namesHeld()]) {
    if (routeOf(name) !== route) continue;
    // One that left the view is still to be removed: the client remembers its version.
    if (stream.view?.has('virtualHost', name) === true) hosts.holding.set(name, undefined);
    else hosts.pending.add(name);
  }
}

function refuse(stream: Stream, channel: Channel, { batch, before }: Flight, message: string): void {
  const { sends, removed } = batch;
  const [only] = sends;
  if (before !== undefined && only !== undefined) {
    for (const name of namesOf(batch)) {
      if (!channel.stale.has(name)) channel.holding.set(name, before.get(name));
    }
  }
  if (only === undefined) {
    // No resource can be guilty here, and a removal cannot be tried in another way.
    for (const name of removed) channel.holding.set(name, undefined);
    bury(stream, channel, removed, before);
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
  const { clock, rejections, patience } = stream.hub;
  // Envoy may keep a new cluster that it refused among those that warm, and then answers for no cluster any more.
  if (channel.type === 'cluster' && !channel.holding.has(one.name) && stream.protocol.mode === 'delta') {
    channel.asked.add(one.name);
  }
  // An interim resource is only a step between two versions: others need not know that it was refused.
  const isAboutAll = one.isInterim !== true && !aboutTheMachine.test(message);
  if (isAboutAll && rejections.refuse(one, stream.envoyVersion, message)) return;
  const until = clock.now() + patience;
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
  for (const name of clusters.leaving.needed()) if (!isNeeded(stream, name)) clusters.pending.add(name);
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
    milliseconds: stream.hub.clock.now() - flight.sentAt,
    ...(rejected === undefined ? {} : { rejected }),
  });
}
