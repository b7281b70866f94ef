import type { XdsResource } from '#lib/xds-resource.ts';
import { isResource } from './holding.ts';
import type { Stream } from './stream.ts';

/** Wanted gives what a client should hold under a name, where there is something new for it. */
type Wanted = (type: 'listener' | 'virtualHost', name: string) => XdsResource | undefined;

/** isUnmarked: the listener that a client holds does not yet surely mark its connections as a virtual host asks, and is about to. */
export function isUnmarked(stream: Stream, { name, marks }: XdsResource, wanted: Wanted): boolean {
  if (marks === undefined) return false;
  if (stream.newMarks.cover(marks.listener, marks.names)) return isServed(stream, name);
  const lacking = lackingIn(stream, marks);
  if (lacking.length === 0) return false;
  const coming = wanted('listener', marks.listener)?.marks?.names ?? [];
  return lacking.some(name => coming.includes(name));
}

/** isServed: meanwhile the client has a version of a virtual host whose marks are given. */
function isServed(stream: Stream, name: string): boolean {
  const held = stream.channel('virtualHost')?.get(name);
  if (held === undefined || !isResource(held)) return false;
  return held.marks === undefined || lackingIn(stream, held.marks).length === 0;
}

/**
 * isStillAsked: a virtual host that a client holds asks for marks that a listener will no longer make, and is about to be another.
 * Where one waits for the listener's new marks, the listener goes first.
 */
export function isStillAsked(stream: Stream, listener: XdsResource, wanted: Wanted): boolean {
  const held = stream.channel('listener')?.get(listener.name);
  if (held === undefined || !isResource(held)) return false;
  const kept = listener.marks?.names ?? [];
  const dropped = held.marks?.names.filter(name => !kept.includes(name)) ?? [];
  if (dropped.length === 0) return false;
  let asked = false;
  for (const name of changingHosts(stream)) {
    const host = stream.channel('virtualHost')?.get(name);
    if (host === undefined || !isResource(host)) continue;
    const next = wanted('virtualHost', name);
    if (next?.marks !== undefined && lackingIn(stream, next.marks).length > 0) return false;
    asked ||= host.marks?.names.some(mark => dropped.includes(mark)) === true;
  }
  return asked;
}

/** Of a listener that is not there yet, or of an unknown version, nothing is known to lack. */
function lackingIn(
  stream: Stream,
  { listener, names }: NonNullable<XdsResource['marks']>,
): readonly string[] {
  const held = stream.channel('listener')?.get(listener);
  if (held === undefined || !isResource(held)) return [];
  return names.filter(name => held.marks?.names.includes(name) !== true);
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
