import { Batch } from '../wire/batch.ts';
import type { Channel } from './channel.ts';
import type { Stream } from './stream.ts';

/**
 * stuckAt is when a response of clusters has been unanswered for longer than any cluster may warm (Envoy: 15 s; four times
 * our patience, 20 s). Undefined where there is none, or where it was seen to already.
 */
export function stuckAt(stream: Stream, channel: Channel): number | undefined {
  const { flight } = channel;
  if (stream.protocol.mode !== 'delta' || channel.type !== 'cluster') return undefined;
  if (flight === undefined || flight.batch.sends.length === 0) return undefined;
  return channel.unstuck === flight.nonce ? undefined : flight.sentAt + 4 * stream.hub.patience;
}

/**
 * unstick frees a stream whose clusters stand still. Envoy answers for no cluster while one of them warms, and one whose
 * load balancer it refused warms for ever. Such a cluster never asked for its endpoints: Envoy is told that it is gone, and
 * can then say what it refused.
 */
export function unstick(stream: Stream, channel: Channel, now: number): void {
  const { flight } = channel;
  const at = stuckAt(stream, channel);
  if (flight === undefined || at === undefined || at > now) return;
  channel.unstuck = flight.nonce;
  const endpoints = stream.channel('endpoints');
  const silent = flight.batch.sends
    .filter(one => one.assignment !== undefined && !channel.has(one.name))
    .filter(one => endpoints?.subscription.covers(one.assignment ?? one.name) !== true)
    .map(one => one.name);
  if (silent.length === 0) return;
  // Should they be acknowledged after all, they are sent again.
  for (const name of silent) channel.stale.add(name);
  stream.transport.write(stream.hub.frames.delta(new Batch('cluster', [], silent), undefined).payload);
  stream.hub.notice(
    `proxy ${stream.identity?.node} does not answer for its clusters; told that these, which never asked for their ` +
      `endpoints, are gone: ${silent.slice(0, 5).join(', ')}`,
  );
}
