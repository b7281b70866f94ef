import type { XdsResource } from '#lib/xds-resource.ts';
import type { Flight } from './channel.ts';
import { isResource } from './holding.ts';
import { turning } from './new-marks.ts';
import type { Stream } from './stream.ts';

/**
 * noteNewMarks notes the marks that acknowledged listeners give and did not give before. A listener that the client did not
 * hold has no connections that could still come by a former version.
 */
export function noteNewMarks(stream: Stream, sends: readonly XdsResource[], before: Flight['before']): void {
  for (const one of sends) {
    const held = before?.get(one.name);
    if (held === undefined || !isResource(held)) continue;
    stream.newMarks.note(one.name, beyond(one, held), stream.hub.clock.now() + turning);
  }
}

/** Wanted gives what a client should hold under a name, where there is something new for it. */
type Wanted = (type: 'listener' | 'virtualHost', name: string) => XdsResource | undefined;

/** isUnmarked: the listener that a client holds does not yet surely give the marks that a virtual host asks for, but will. */
export function isUnmarked(stream: Stream, host: XdsResource, wanted: Wanted): boolean {
  const { name, marks } = host;
  if (marks === undefined) return false;
  if (stream.newMarks.cover(marks.listener, marks.names)) return isServed(stream, name);
  const lacking = lackingOf(stream, host);
  if (lacking.length === 0) return false;
  const coming = wanted('listener', marks.listener)?.marks?.names ?? [];
  return lacking.some(name => coming.includes(name));
}

/** isServed: the client holds, for the time being, a version of the virtual host whose marks are all given. */
function isServed(stream: Stream, name: string): boolean {
  const held = stream.channel('virtualHost')?.get(name);
  if (held === undefined || !isResource(held)) return false;
  return lackingOf(stream, held).length === 0;
}

/** When a listener goes out: at once, after virtual hosts, or after an interim listener that keeps some marks of the held one. */
type Turn = 'now' | 'later' | { readonly keeping: readonly string[] };

/**
 * turnOf looks for marks that a listener will no longer give, but for which virtual hosts ask that the client still holds and
 * that are about to change: these hosts go first. Where one of them waits in turn for marks of this listener, neither can go
 * first: an interim listener has to keep the marks.
 */
export function turnOf(stream: Stream, listener: XdsResource, wanted: Wanted): Turn {
  const held = stream.channel('listener')?.get(listener.name);
  if (held === undefined || !isResource(held)) return 'now';
  const dropped = beyond(held, listener);
  if (dropped.length === 0) return 'now';
  const asked = new Set<string>();
  let isAwaited = false;
  for (const name of changingHosts(stream)) {
    const host = stream.channel('virtualHost')?.get(name);
    if (host === undefined || !isResource(host)) continue;
    const next = wanted('virtualHost', name);
    if (next !== undefined && lackingOf(stream, next).length > 0) isAwaited = true;
    for (const mark of host.marks?.names ?? []) if (dropped.includes(mark)) asked.add(mark);
  }
  if (asked.size === 0) return 'now';
  return isAwaited ? { keeping: [...asked] } : 'later';
}

/** The marks that a virtual host asks for and the held listener lacks; none where no listener, or an unknown version, is held. */
function lackingOf(stream: Stream, host: XdsResource): readonly string[] {
  if (host.marks === undefined) return [];
  const listener = stream.channel('listener')?.get(host.marks.listener);
  return listener === undefined || !isResource(listener) ? [] : beyond(host, listener);
}

function beyond({ marks }: XdsResource, other: XdsResource): readonly string[] {
  return marks?.names.filter(name => other.marks?.names.includes(name) !== true) ?? [];
}

function changingHosts(stream: Stream): ReadonlySet<string> {
  const hosts = stream.channel('virtualHost');
  if (hosts === undefined) return new Set();
  const changing = new Set([...hosts.pending, ...hosts.waiting.keys()]);
  for (const { name } of hosts.flight?.batch.sends ?? []) changing.add(name);
  for (const name of hosts.flight?.batch.removed ?? []) changing.add(name);
  stream.view?.changesSince('virtualHost', hosts.holding.position, name => changing.add(name));
  return changing;
}
