import { pump } from './pump.ts';
import type { Stream } from './stream.ts';
import { stuckAt, unstick } from './unstick.ts';

/** advance sends what can be sent now, and sets the alarm for what must wait. */
export function advance(stream: Stream): void {
  if (!stream.live) return;
  const now = stream.hub.clock.now();
  pump(stream, now);
  stream.alarm.set(nextMoment(stream), () => ring(stream));
}

/** The earliest time (by the clock) at which something that waits is due; Infinity where nothing waits. */
function nextMoment(stream: Stream): number {
  let next = stream.newMarks.next;
  for (const channel of stream.channels()) {
    // Entries stand in the order in which they began to wait.
    for (const since of channel.waiting.values()) {
      next = Math.min(next, since + stream.hub.patience);
      break;
    }
    next = Math.min(next, channel.leaving.next);
    for (const { until } of channel.refused.values()) next = Math.min(next, until);
    next = Math.min(next, stuckAt(stream, channel) ?? Infinity);
  }
  return next;
}

/** Has the stream look again at whatever has waited long enough. */
function ring(stream: Stream): void {
  const { hub } = stream;
  const now = hub.clock.now();
  if (stream.newMarks.settle(now)) stream.channel('virtualHost')?.release();
  for (const channel of stream.channels()) {
    for (const [name, since] of channel.waiting) {
      if (since + hub.patience > now) break;
      channel.pending.add(name);
    }
    for (const name of channel.leaving.due(now)) channel.pending.add(name);
    for (const [name, { until }] of channel.refused) {
      if (until > now) continue;
      channel.refused.delete(name);
      channel.pending.add(name);
    }
    unstick(stream, channel, now);
  }
  hub.schedule(stream);
}
