import { hostname } from 'node:os';
import { hashBytes } from '#lib/stable-hash.ts';

/** Occurrence is something that happened to an object, told to the people who look at the object. */
export interface Occurrence {
  readonly regarding: {
    readonly apiVersion: string;
    readonly kind: string;
    /** '' for an object outside any namespace. */
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
  };
  readonly type: 'Normal' | 'Warning';
  /** CamelCase. */
  readonly reason: string;
  /** What was being done with the object when it happened. */
  readonly action: string;
  readonly note: string;
  /** It may have been reported before, by this process or by the previous leader: if so, it is not counted again. */
  readonly isKnown?: boolean;
}

/** EventName is the namespace and name of an Event. */
export interface EventName {
  readonly namespace: string;
  readonly name: string;
}

/** The namespace for Events about objects that are in none. */
const namespaceOfOthers = 'default';

/** The longest note that the API accepts, in bytes. */
const longestNote = 1024;
/** The longest part of an Event's name that is the object's name. */
const longestName = 200;

/**
 * eventName is the same whenever the same thing is said about the same object, by whichever replica: so a repetition is
 * counted.
 */
export function eventName({ regarding, type, reason, note }: Occurrence): EventName {
  const { namespace, name, uid } = regarding;
  const hash = hashBytes([uid, type, reason, note].join('\n'));
  return {
    namespace: namespace === '' ? namespaceOfOthers : namespace,
    name: `${name.slice(0, longestName).replace(/[^a-z0-9]+$/, '')}.${hash}`,
  };
}

/** eventOf is an occurrence in the form of `events.k8s.io/v1`. */
export function eventOf(occurrence: Occurrence, now: Date) {
  const { regarding, type, reason, action, note } = occurrence;
  const { namespace, ...rest } = regarding;
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: eventName(occurrence),
    eventTime: microTime(now),
    reportingController: 'fairlead.dev/control-plane',
    reportingInstance: hostname().slice(0, 128),
    ...{ type, reason, action },
    regarding: namespace === '' ? rest : regarding,
    note: shortened(note),
  };
}

/** seriesAfter is the patch that counts one more occurrence of a standing Event. */
export function seriesAfter(standing: Readonly<Record<string, unknown>>, now: Date) {
  const { count = 1 } = (standing.series ?? {}) as { readonly count?: number };
  return { series: { count: count + 1, lastObservedTime: microTime(now) } };
}

function microTime(time: Date): string {
  return time.toISOString().replace('Z', '000Z');
}

function shortened(note: string): string {
  if (Buffer.byteLength(note) <= longestNote) return note;
  const cut = Buffer.from(note)
    .subarray(0, longestNote - 4)
    .toString('utf8');
  // The cut may have split a character.
  return `${cut.replace(/\uFFFD+$/, '')}…`;
}
