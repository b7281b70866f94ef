import type { XdsResource, XdsType } from '#lib/xds-resource.ts';
import { routeOf } from '../catalogue/route-name.ts';
import type { Channel } from './channel.ts';
import { type Held, isResource } from './holding.ts';
import { isUnmarked, turnOf } from './marks.ts';
import { clusterStays, isNeeded } from './needs.ts';
import type { Stream } from './stream.ts';

/**
 * Verdict says what to do about one name on one stream: send this resource, say that it is gone, nothing (the client holds
 * what it should, or something will have it looked at again), or wait until something else is acknowledged.
 */
export type Verdict = XdsResource | 'remove' | 'settled' | 'wait';

/** verdict looks at one name of a channel that has nothing in flight. Without patience it never says to wait. */
export function verdict(
  stream: Stream,
  channel: Channel,
  name: string,
  now: number,
  patient: boolean,
): Verdict {
  if (!channel.subscription.covers(name)) return 'settled';
  const held = channel.get(name);
  const asked = channel.asked.has(name);
  const wanted = wantedBy(stream, channel.type, name, held);
  if (wanted === 'gone') return leave(stream, channel, name, held, asked, now, patient);
  channel.leaving.delete(name);
  if (wanted === 'as held') return asked ? again(held) : 'settled';
  if (held?.version === wanted.version && !asked) {
    if (held !== wanted) adopt(stream, channel, wanted);
    return 'settled';
  }
  if (isDormant(stream, channel.type, name)) return 'settled';
  if (!patient) return wanted;
  return isBlocked(stream, wanted.requires) ? 'wait' : inTurn(stream, channel, wanted);
}

/** The resource that a client should hold: 'as held' where what there is was refused, 'gone' where there is none. */
function wantedBy(
  stream: Stream,
  type: XdsType,
  name: string,
  held: Held | undefined,
): XdsResource | 'as held' | 'gone' {
  const { hub, view } = stream;
  if (view?.has(type, name) !== true) return 'gone';
  const current =
    type === 'route' && stream.protocol.assemblesRoutes
      ? hub.assembly.route(view, name, stream.envoyVersion)
      : view.resource(type, name);
  if (current === undefined) return 'gone';
  if (stream.channel(type)?.refused.get(name)?.version === current.version) return 'as held';
  if (!hub.rejections.refuses(current, stream.envoyVersion)) return current;
  const lastGood = hub.rejections.lastGood(current, stream.envoyVersion);
  // A reconnecting client that holds the last good version holds that very resource, whose needs are known.
  if (held !== undefined) return held.version === lastGood?.version ? lastGood : 'as held';
  return lastGood ?? 'as held';
}

function again(held: Held | undefined): Verdict {
  if (held === undefined) return 'remove';
  return isResource(held) ? held : 'settled';
}

/** The client said that it holds this version, or the resource was made anew with the same bytes: it now holds this one. */
function adopt(stream: Stream, channel: Channel, resource: XdsResource): void {
  channel.holding.set(resource.name, resource);
  stream.hub.rejections.accepted(resource, stream.envoyVersion);
}

function leave(
  stream: Stream,
  channel: Channel,
  name: string,
  held: Held | undefined,
  asked: boolean,
  now: number,
  patient: boolean,
): Verdict {
  switch (channel.type) {
    case 'cluster':
      if (held === undefined) return asked ? 'remove' : 'settled';
      return asked && isResource(held) ? held : linger(stream, channel, name, now);
    case 'endpoints':
      if (clusterStays(stream, name)) return asked ? lastEndpoints(stream, name, held) : 'settled';
      break;
    case 'route':
      if (patient && held !== undefined && isBusy(stream.channel('listener'))) return 'wait';
      break;
    case 'virtualHost':
      if (patient && held !== undefined && routeIsLeaving(stream, routeOf(name))) return 'wait';
      break;
    case 'listener':
      if (isLedTo(stream, held)) return asked ? held : 'settled';
      break;
    case 'hostname':
    case 'secret':
      break;
  }
  return held !== undefined || asked ? 'remove' : 'settled';
}

/** A cluster goes a while after nothing that the client holds needs it: requests may still be on the old routes. */
function linger(stream: Stream, channel: Channel, name: string, now: number): Verdict {
  if (isNeeded(stream, name)) channel.leaving.hold(name);
  else if (channel.leaving.release(name, departure(now, stream.hub.linger)) <= now) return 'remove';
  return 'settled';
}

/** Clusters that leave at about the same time go in one response, up to a twentieth of `linger` later than the first might. */
function departure(now: number, linger: number): number {
  const step = linger / 20;
  return step > 0 ? Math.ceil((now + linger) / step) * step : now;
}

/** Open connections of other listeners may still send requests to this one: it goes after the cluster that leads to it. */
function isLedTo(stream: Stream, held: Held | undefined): held is XdsResource {
  if (held === undefined || !isResource(held) || held.behind === undefined) return false;
  return stream.channel('cluster')?.has(held.behind) === true;
}

function lastEndpoints(stream: Stream, name: string, held: Held | undefined): Verdict {
  if (held !== undefined && isResource(held)) return held;
  const { catalogue } = stream.hub;
  return catalogue.resource('endpoints', name) ?? catalogue.departed(name) ?? 'remove';
}

function isBusy(channel: Channel | undefined): boolean {
  return channel !== undefined && (channel.flight !== undefined || channel.pending.size > 0 || channel.lags);
}

function routeIsLeaving(stream: Stream, route: string): boolean {
  return stream.channel('route')?.get(route) !== undefined && stream.view?.has('route', route) !== true;
}

/** Envoy drops the virtual hosts of a configuration that it has not got yet: they are looked at again when it has. */
function isDormant(stream: Stream, type: XdsType, name: string): boolean {
  if (type !== 'virtualHost') return false;
  const routes = stream.channel('route');
  return routes !== undefined && routes.get(routeOf(name)) === undefined;
}

/**
 * A virtual host that asks for marks goes after the listener that gives them, and a listener that gives fewer marks after the
 * virtual hosts that asked for them.
 */
function inTurn(stream: Stream, channel: Channel, resource: XdsResource): Verdict {
  const wanted = (type: 'listener' | 'virtualHost', name: string) => {
    const found = wantedBy(stream, type, name, undefined);
    return typeof found === 'object' ? found : undefined;
  };
  if (resource.type === 'virtualHost') return isUnmarked(stream, resource, wanted) ? 'wait' : resource;
  if (resource.type !== 'listener') return resource;
  const turn = turnOf(stream, resource, wanted);
  if (turn === 'now') return resource;
  return turn === 'later' ? 'wait' : between(stream, channel, resource, turn.keeping);
}

/** Where new marks replace old ones, an interim listener that gives both goes first; without one, the new listener goes. */
function between(
  stream: Stream,
  channel: Channel,
  next: XdsResource,
  keeping: readonly string[],
): XdsResource | 'wait' {
  const held = channel.get(next.name);
  if (held === undefined || !isResource(held) || held.succession === undefined) return next;
  const interim = next.succession?.after(held.succession, keeping);
  if (interim === undefined || isRefused(stream, channel, interim)) return next;
  return interim.version === held.version ? 'wait' : interim;
}

function isRefused({ hub, envoyVersion }: Stream, channel: Channel, resource: XdsResource): boolean {
  if (channel.refused.get(resource.name)?.version === resource.version) return true;
  return hub.rejections.refuses(resource, envoyVersion);
}

/** Make before break: a cluster that this client should have and has not acknowledged yet holds back what needs it. */
function isBlocked(stream: Stream, requires: readonly string[]): boolean {
  const clusters = stream.channel('cluster');
  if (clusters === undefined) return false;
  return requires.some(name => {
    if (clusters.has(name) || !clusters.subscription.covers(name)) return false;
    const wanted = wantedBy(stream, 'cluster', name, undefined);
    return wanted !== 'gone' && wanted !== 'as held';
  });
}
