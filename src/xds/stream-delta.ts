import type { DeltaDiscoveryRequest } from '#gen/envoy/service/discovery/v3/discovery_pb.js';
import type { Channel } from './channel.ts';
import type { Batch, Frame } from './frame.ts';
import { plainAck } from './plain-ack.ts';
import type { Protocol } from './protocol.ts';
import { deltaRequest, identify, maxNames, tooManyNames } from './request.ts';
import { routeOf } from './route-name.ts';
import { answerWithoutHosts, drop, dropHosts, settle } from './settle.ts';
import type { Stream } from './stream.ts';
import { typeOfUrl } from './type-order.ts';
import { mayRequire } from './verdict.ts';

/** deltaProtocol is the incremental variant of xDS: what changed, by name, and what was removed. */
export const deltaProtocol: Protocol = {
  mode: 'delta',
  assemblesRoutes: false,
  receive,
  // Each resource resumes on its own, see begin.
  resume: () => false,
  frame: (stream: Stream, channel: Channel, batch: Batch): Frame =>
    stream.hub.frames.delta(batch, channel.lastNonce),
};

/** A request may acknowledge, subscribe and unsubscribe, all at once; most only acknowledge. */
function receive(stream: Stream, bytes: Buffer): void {
  const ack = plainAck(bytes);
  const type = ack === undefined ? undefined : typeOfUrl(ack.typeUrl);
  const channel = type === undefined ? undefined : stream.channel(type);
  if (channel?.flight === undefined || channel.flight.nonce !== ack?.nonce) receiveInFull(stream, bytes);
  else settle(stream, channel, channel.flight, undefined);
}

function receiveInFull(stream: Stream, bytes: Buffer): void {
  const request = deltaRequest(bytes);
  identify(stream, request);
  const type = stream.typeOf(request.typeUrl);
  if (type === undefined) return;
  const known = stream.channel(type);
  const flight = known?.flight;
  if (known !== undefined && flight !== undefined && flight.nonce === request.responseNonce) {
    settle(stream, known, flight, request.errorDetail?.message);
  }
  const channel = known ?? begin(stream, stream.open(type), request);
  if (channel.subscription.names.size + request.resourceNamesSubscribe.length > maxNames)
    throw tooManyNames();
  for (const name of request.resourceNamesUnsubscribe) unsubscribe(stream, channel, name);
  for (const name of request.resourceNamesSubscribe) {
    const resumes = known === undefined && Object.hasOwn(request.initialResourceVersions, name);
    subscribe(stream, channel, name, resumes);
  }
}

/** The first request of a type: it may name nothing, which means everything, and says what the client still holds. */
function begin(stream: Stream, channel: Channel, request: DeltaDiscoveryRequest): Channel {
  for (const [name, version] of Object.entries(request.initialResourceVersions)) {
    const resumed = { version, requires: undefined };
    channel.held.set(name, resumed);
    if (mayRequire(channel.type)) stream.uses.add(resumed);
  }
  if (request.resourceNamesSubscribe.length === 0) subscribe(stream, channel, '*', false);
  if (channel.type === 'virtualHost' && channel.held.size === 0) answerEmptyRoutes(stream, channel);
  if (stream.live) stream.enqueueAll(channel);
  return channel;
}

function answerEmptyRoutes(stream: Stream, hosts: Channel): void {
  const routes = new Set(stream.channel('route')?.held.keys());
  for (const name of stream.view?.members('virtualHost') ?? []) routes.delete(routeOf(name));
  for (const route of routes) answerWithoutHosts(hosts, route);
}

function subscribe(stream: Stream, channel: Channel, name: string, resumes: boolean): void {
  channel.subscription.add(name);
  if (name === '*') {
    channel.unanswered = channel.held.size === 0;
    if (channel.type === 'endpoints') for (const owed of stream.owed) channel.asked.add(owed);
    if (stream.live) stream.enqueueAll(channel);
    return;
  }
  const owed = channel.type === 'endpoints' && stream.owed.delete(name);
  if (!resumes || owed) channel.asked.add(name);
  if (!resumes && channel.type === 'route') stream.fresh.add(name);
  if (stream.live) channel.pending.add(name);
}

function unsubscribe(stream: Stream, channel: Channel, name: string): void {
  channel.subscription.drop(name);
  const names = name === '*' ? [...channel.held.keys()] : [name];
  for (const one of names) {
    if (!channel.subscription.covers(one)) forget(stream, channel, one);
    // Still covered by the wildcard: the protocol asks for an answer.
    else if (one === name) channel.asked.add(one);
    if (stream.live) channel.pending.add(one);
  }
}

/** A client drops what it unsubscribes from, without being told. */
function forget(stream: Stream, channel: Channel, name: string): void {
  drop(stream, channel, name);
  channel.asked.delete(name);
  channel.waiting.delete(name);
  channel.leaving.delete(name);
  if (channel.sends(name)) channel.stale.add(name);
  if (channel.type === 'route') dropHosts(stream, name);
}
