import { hashBytes } from '#lib/stable-hash.ts';
import type { XdsResource } from '#lib/xds-resource.ts';
import type { Channel } from '../stream/channel.ts';
import { isResource } from '../stream/holding.ts';
import { settle } from '../stream/settle.ts';
import type { Stream } from '../stream/stream.ts';
import type { Batch } from '../wire/batch.ts';
import type { Frame } from '../wire/frame.ts';
import { identify, maxNames, sotwRequest, tooManyNames } from '../wire/request.ts';
import type { Protocol } from './protocol.ts';

/**
 * sotwProtocol is the older variant of xDS, for clients without delta: each response holds everything of its type that the
 * client should hold, route configurations with their virtual hosts in them.
 */
export const sotwProtocol: Protocol<Stream> = {
  mode: 'state-of-the-world',
  assemblesRoutes: true,
  // Each response repeats all that the client holds: the server has to know it by name.
  staysInStep: false,
  receive,
  resume,
  frame,
};

function receive(stream: Stream, bytes: Uint8Array): void {
  const request = sotwRequest(bytes);
  if (!identify(stream, request)) return;
  const type = stream.typeOf(request.typeUrl);
  if (type === undefined) return;
  const known = stream.channel(type);
  if (known === undefined) {
    begin(stream.open(type), request.resourceNames, request.versionInfo);
    return;
  }
  const flight = known.flight;
  // A request made before our last response: the client will answer that one as well, with the names it wants then.
  if (request.responseNonce !== (known.lastNonce ?? '')) return;
  if (flight !== undefined) settle(stream, known, flight, request.errorDetail?.message);
  resubscribe(known, request.resourceNames);
}

function begin(channel: Channel, names: readonly string[], version: string): void {
  if (names.length > maxNames) throw tooManyNames();
  if (names.length === 0) channel.subscription.add('*');
  for (const name of names) channel.subscription.add(name);
  channel.unanswered = true;
  if (version !== '') channel.resumes = version;
  channel.joining = true;
}

/** A client that connects again says which version of the whole type it holds. */
function resume(stream: Stream, channel: Channel, batch: Batch): boolean {
  const version = channel.resumes;
  if (version === undefined || (batch.sends.length === 0 && channel.waiting.size > 0)) return false;
  channel.resumes = undefined;
  if (version !== versionOf(batch.sends)) return false;
  channel.unanswered = false;
  for (const one of batch.sends) {
    channel.holding.set(one.name, one);
    stream.hub.rejections.accepted(one, stream.envoyVersion);
  }
  return true;
}

/** Each request holds all names that the client wants; those that are new have to be answered. */
function resubscribe(channel: Channel, names: readonly string[]): void {
  const { subscription } = channel;
  if (names.length === 0 && subscription.size === 0) return;
  if (names.length > maxNames) throw tooManyNames();
  const wanted = new Set(names);
  for (const name of [...subscription.names()]) {
    if (wanted.has(name)) continue;
    subscription.drop(name);
    if (!subscription.covers(name)) channel.holding.set(name, undefined);
  }
  for (const name of names) {
    if (name === '*' ? subscription.wildcard : subscription.isNamed(name)) continue;
    subscription.add(name);
    channel.unanswered = true;
    if (name !== '*') channel.asked.add(name);
    channel.pending.add(name);
  }
  if (wanted.has('*')) channel.joining = true;
}

/** All that the client holds when it takes this: what it held, what is new, without what is gone. */
function frame(stream: Stream, channel: Channel, batch: Batch): Frame {
  const all = new Map<string, XdsResource>();
  for (const [name, held] of channel.holding.exceptions()) if (isResource(held)) all.set(name, held);
  for (const name of batch.removed) all.delete(name);
  for (const one of batch.sends) all.set(one.name, one);
  const resources = [...all.values()];
  return stream.hub.frames.stateOfTheWorld(batch, resources, versionOf(resources));
}

/** versionOf is the version of a whole type: a hash over the names and versions in it. */
function versionOf(resources: readonly XdsResource[]): string {
  return hashBytes(
    resources
      .map(one => `${one.name} ${one.version}`)
      .sort()
      .join('\n'),
  );
}
