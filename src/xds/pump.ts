import type { XdsResource } from '#lib/xds-resource.ts';
import type { Channel } from './channel.ts';
import type { Batch } from './frame.ts';
import type { Stream } from './stream.ts';
import { typeOrder } from './type-order.ts';
import { mayRequire, verdict } from './verdict.ts';

/** gRPC libraries refuse messages above 4 MiB unless told otherwise; a little is left for names and versions. */
const messageLimit = 3_500_000;

/** pump sends what each type has to say, one response in flight per type, until the peer takes no more. */
export function pump(stream: Stream, now: number): void {
  for (const type of typeOrder) {
    const channel = stream.channel(type);
    if (channel === undefined || channel.flight !== undefined) continue;
    if (channel.pending.size === 0 && channel.groups.length === 0 && !channel.unanswered) continue;
    if (stream.transport.blocked) return;
    const batch = collect(stream, channel, now);
    if (stream.protocol.resume(stream, channel, batch)) continue;
    if (batch.sends.length > 0 || batch.removed.length > 0 || owesAnswer(stream, channel)) {
      send(stream, channel, batch, now);
    }
  }
}

/** After a NACK one group at a time is looked at, otherwise all that is pending. */
function collect(stream: Stream, channel: Channel, now: number): Batch {
  const sends: XdsResource[] = [];
  const removed: string[] = [];
  const overdue: string[] = [];
  const limit = stream.identity?.isEnvoy === true ? Infinity : messageLimit;
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
      if (decided === 'settled') continue;
      if (!patient) overdue.push(name);
      channel.asked.delete(name);
      if (decided === 'remove') removed.push(name);
      else {
        sends.push(decided);
        bytes += decided.bytes.length + name.length + 100;
      }
    }
    if (group === undefined || sends.length > 0 || removed.length > 0) break;
  }
  if (overdue.length > 0) sayOverdue(stream, channel, overdue);
  return { type: channel.type, sends, removed };
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
  channel.flight = {
    nonce: frame.nonce,
    // The batch of the frame, not ours: streams that share a frame share its lists as well.
    batch: frame.batch,
    bytes: frame.payload.length,
    sentAt: now,
  };
  channel.lastNonce = frame.nonce;
  if (mayRequire(channel.type)) for (const one of batch.sends) stream.uses.add(one);
  if (channel.type === 'cluster') for (const one of batch.sends) oweEndpoints(stream, one.name);
  stream.transport.write(frame.payload);
}

/** Envoy warms a changed cluster until its endpoints are sent again, and does not ask for them. */
function oweEndpoints(stream: Stream, cluster: string): void {
  const endpoints = stream.channel('endpoints');
  if (endpoints?.subscription.covers(cluster) === true) {
    endpoints.asked.add(cluster);
    endpoints.pending.add(cluster);
  } else {
    stream.owed.add(cluster);
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
