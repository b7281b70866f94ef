import type { XdsResource } from '#lib/xds-resource.ts';
import { typeOrder } from '../type-order.ts';
import { Batch } from '../wire/batch.ts';
import type { Channel } from './channel.ts';
import type { Held } from './holding.ts';
import type { Stream } from './stream.ts';
import { verdict } from './verdict.ts';

/** gRPC libraries refuse messages above 4 MiB unless told otherwise; a little is left for names and versions. */
const messageLimit = 3_500_000;

/** So many names may make a large response. */
const worthWaves = 256;

/** pump sends what each type has to say, one response in flight per type, until the peer takes no more. */
export function pump(stream: Stream, now: number): void {
  for (const type of typeOrder) {
    const channel = stream.channel(type);
    if (channel === undefined || channel.flight !== undefined) continue;
    if (stream.transport.blocked) return;
    if (channel.prospect > worthWaves && !stream.hub.outflow.admits(stream)) return;
    if (channel.joining) channel.join(stream.protocol.staysInStep);
    else channel.catchUp();
    if (channel.pending.size === 0 && channel.groups.length === 0 && !channel.unanswered) continue;
    const batch = collect(stream, channel, now);
    if (stream.protocol.resume(stream, channel, batch)) continue;
    if (!batch.isEmpty || owesAnswer(stream, channel)) send(stream, channel, batch, now);
  }
}

/** After a NACK one group at a time is looked at, otherwise all that is pending. */
function collect(stream: Stream, channel: Channel, now: number): Batch {
  const sends: XdsResource[] = [];
  const removed: string[] = [];
  const overdue: string[] = [];
  // Without delta, a client deletes what a response leaves out: the response has to be whole, however long it is.
  const mayBeSplit = stream.protocol.staysInStep && stream.identity?.isEnvoy !== true;
  const limit = mayBeSplit ? messageLimit : Infinity;
  let bytes = 0;
  for (;;) {
    const group = channel.groups.shift();
    for (const name of group ?? channel.pending) {
      const patient = (channel.waiting.get(name) ?? now) + stream.hub.patience > now;
      const decided = verdict(stream, channel, name, now, patient);
      if (typeof decided === 'object' && bytes > 0 && bytes + decided.bytes.length > limit) {
        channel.pending.add(name);
        continue;
      }
      channel.pending.delete(name);
      if (decided === 'wait') {
        if (!channel.waiting.has(name)) channel.waiting.set(name, now);
        continue;
      }
      channel.waiting.delete(name);
      if (decided === 'settled') {
        channel.holding.settle(name);
        continue;
      }
      if (!patient) overdue.push(name);
      channel.asked.delete(name);
      if (decided === 'remove') removed.push(name);
      else {
        sends.push(decided);
        // The name is looked at again when the resource that follows the interim one may go out.
        if (decided.isInterim === true) channel.waiting.set(name, now);
        bytes += decided.bytes.length + name.length + 100;
      }
    }
    if (group === undefined || sends.length > 0 || removed.length > 0) break;
  }
  if (overdue.length > 0) sayOverdue(stream, channel, overdue);
  return new Batch(channel.type, sends, removed);
}

/** A subscription to everything is answered even where there is nothing, once nothing is on its way to it. */
function owesAnswer(stream: Stream, channel: Channel): boolean {
  if (!channel.unanswered || channel.waiting.size > 0 || channel.groups.length > 0) return false;
  const routes = channel.type === 'virtualHost' ? stream.channel('route') : undefined;
  return routes === undefined || (routes.flight === undefined && routes.pending.size === 0);
}

function send(stream: Stream, channel: Channel, batch: Batch, now: number): void {
  const frame = stream.protocol.frame(stream, channel, batch);
  channel.unanswered = false;
  const { before, odd } = channel.holding.inStep ? putOnItsWay(stream, channel, batch) : outOfStep;
  channel.flight = {
    nonce: frame.nonce,
    // The batch of the frame, not ours: streams that share a frame share its lists as well.
    batch: frame.batch,
    before: before === undefined ? undefined : stream.hub.frames.shared(frame, before),
    odd,
    bytes: frame.payload.length,
    sentAt: now,
  };
  channel.lastNonce = frame.nonce;
  const uses = stream.usesOf(channel.type);
  if (uses !== undefined) for (const one of batch.sends) uses.added(one);
  if (channel.type === 'cluster') {
    for (const { assignment } of batch.sends) if (assignment !== undefined) oweEndpoints(stream, assignment);
  }
  stream.transport.write(frame.payload);
}

const outOfStep = { before: undefined, odd: [] } as const;

/** Stops keeping by name what is sent: when the client has acknowledged it, it is in step there. */
function putOnItsWay(
  stream: Stream,
  channel: Channel,
  batch: Batch,
): { before: ReadonlyMap<string, Held>; odd: readonly string[] } {
  const { holding } = channel;
  const uses = stream.usesOf(channel.type);
  const before = new Map<string, Held>();
  const odd: string[] = [];
  const take = (name: string, sent: XdsResource | undefined) => {
    const held = holding.get(name);
    if (held !== undefined) {
      before.set(name, held);
      uses?.added(held);
    }
    holding.follow(name);
    if (channel.seesNow(name)?.version !== sent?.version) odd.push(name);
  };
  for (const one of batch.sends) take(one.name, one);
  for (const name of batch.removed) take(name, undefined);
  return { before, odd };
}

/** Envoy warms a changed cluster until its endpoints are sent again, and does not ask for them. */
function oweEndpoints(stream: Stream, assignment: string): void {
  const endpoints = stream.channel('endpoints');
  if (endpoints?.subscription.covers(assignment) === true) {
    endpoints.asked.add(assignment);
    endpoints.pending.add(assignment);
  } else {
    stream.owed.add(assignment);
  }
}

function sayOverdue(stream: Stream, channel: Channel, names: readonly string[]): void {
  const [first] = names;
  const others = names.length > 1 ? ` and ${names.length - 1} more` : '';
  stream.hub.notice(
    `${channel.type} ${first}${others} went to proxy ${stream.identity?.node} without waiting any longer for what it needs ` +
      `to be acknowledged (${stream.hub.patience} ms)`,
  );
}
