import type { DeltaDiscoveryRequest } from '#gen/envoy/service/discovery/v3/discovery_pb.js';
import { routeOf } from '../catalogue/route-name.ts';
import type { Channel } from '../stream/channel.ts';
import { answerWithoutHosts, dropHosts, settle } from '../stream/settle.ts';
import type { Stream } from '../stream/stream.ts';
import { typeOfUrl } from '../type-order.ts';
import type { Batch } from '../wire/batch.ts';
import type { Frame } from '../wire/frame.ts';
import { plainAck } from '../wire/plain-ack.ts';
import { deltaRequest, identify, maxNames, tooManyNames } from '../wire/request.ts';
import type { Protocol } from './protocol.ts';

/** deltaProtocol is the incremental variant of xDS: what changed, by name, and what was removed. */
export const deltaProtocol: Protocol<Stream> = {
  mode: 'delta',
  assemblesRoutes: false,
  staysInStep: true,
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
  if (!identify(stream, request)) return;
  const type = stream.typeOf(request.typeUrl);
  if (type === undefined) return;
  const known = stream.channel(type);
  const flight = known?.flight;
  if (known !== undefined && flight !== undefined && flight.nonce === request.responseNonce) {
    settle(stream, known, flight, request.errorDetail?.message);
  }
  const channel = known ?? begin(stream, stream.open(type), request);
  if (channel.subscription.size + request.resourceNamesSubscribe.length > maxNames) throw tooManyNames();
  for (const name of request.resourceNamesUnsubscribe) unsubscribe(stream, channel, name);
  for (const name of request.resourceNamesSubscribe) {
    const resumes = known === undefined && Object.hasOwn(request.initialResourceVersions, name);
    subscribe(stream, channel, name, resumes);
  }
  channel.subscription.compare();
}

/** The first request of a type: it may name nothing, which means everything, and says what the client still holds. */
function begin(stream: Stream, channel: Channel, request: DeltaDiscoveryRequest): Channel {
  for (const [name, version] of Object.entries(request.initialResourceVersions)) {
    channel.holding.set(name, { version, requires: undefined });
  }
  if (request.resourceNamesSubscribe.length === 0) subscribe(stream, channel, '*', false);
  if (channel.type === 'virtualHost' && channel.holding.isNew) answerEmptyRoutes(stream, channel);
  channel.joining = true;
  return channel;
}

function answerEmptyRoutes(stream: Stream, hosts: Channel): void {
  const held = stream.channel('route');
  const routes = new Set(held === undefined ? [] : [...held.namesHeld()].filter(name => held.get(name)));
  for (const name of stream.view?.members('virtualHost') ?? []) routes.delete(routeOf(name));
  for (const route of routes) answerWithoutHosts(hosts, route);
}

function subscribe(stream: Stream, channel: Channel, name: string, resumes: boolean): void {
  const isNew = !channel.subscription.covers(name);
  channel.subscription.add(name);
  if (name === '*') {
    channel.unanswered = channel.holding.isNew;
    if (channel.type === 'endpoints') for (const owed of stream.owed) channel.asked.add(owed);
    channel.list();
    channel.joining = true;
    return;
  }
  if (isNew && channel.holding.inStep) channel.holding.set(name, undefined);
  const owed = channel.type === 'endpoints' && stream.owed.delete(name);
  if (!resumes || owed) channel.asked.add(name);
  if (!resumes && channel.type === 'route') stream.fresh.add(name);
  channel.pending.add(name);
}

function unsubscribe(stream: Stream, channel: Channel, name: string): void {
  if (name === '*') channel.list();
  channel.subscription.drop(name);
  const names = name === '*' ? [...channel.holding.names()] : [name];
  for (const one of names) {
    if (!channel.subscription.covers(one)) forget(stream, channel, one);
    // Still covered by the wildcard: the protocol asks for an answer.
    else if (one === name) channel.asked.add(one);
    channel.pending.add(one);
  }
  if (name === '*') channel.joining = true;
}

/** A client drops what it unsubscribes from, without being told. */
function forget(stream: Stream, channel: Channel, name: string): void {
  channel.holding.follow(name);
  channel.asked.delete(name);
  channel.waiting.delete(name);
  channel.leaving.delete(name);
  if (channel.sends(name)) channel.stale.add(name);
  if (channel.type === 'route') dropHosts(stream, name);
}
