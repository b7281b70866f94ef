import { hostname } from 'node:os';
import { hashBytes } from '#lib/stable-hash.ts';

/** Occurrence is something that happened to an object, for people who look at it. */
export interface Occurrence {
  readonly regarding: {
    readonly apiVersion: string;
    readonly kind: string;
    /** '' where it is in none. */
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
  };
  readonly type: 'Normal' | 'Warning';
  /** CamelCase. */
  readonly reason: string;
  /** What was done with the object when it happened. */
  readonly action: string;
  readonly note: string;
  /** It may have been said before, by us or by who wrote before us: then it is not said again. */
  readonly isKnown?: boolean;
}

/** EventName is where an Event is. */
export interface EventName {
  readonly namespace: string;
  readonly name: string;
}

/** What is in no namespace has its Events there. */
const namespaceOfOthers = 'default';

/** Bytes, as the API takes them. */
const longestNote = 1024;
/** Of a name, which holds the object's. */
const longestName = 200;

/** eventName is the same for the same thing said of the same object, whoever says it: that is how it is counted instead of repeated. */
export function eventName({ regarding, type, reason, note }: Occurrence): EventName {
  const { namespace, name, uid } = regarding;
  const hash = hashBytes([uid, type, reason, note].join('\n'));
  return {
    namespace: namespace === '' ? namespaceOfOthers : namespace,
    name: `${name.slice(0, longestName).replace(/[^a-z0-9]+$/, '')}.${hash}`,
  };
}

/** eventOf is an occurrence as `events.k8s.io/v1` has it. */
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

/** seriesAfter is what an Event says of how often it happened, once it has happened again. */
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
  // A character that was cut in two.
  return `${cut.replace(/\uFFFD+$/, '')}…`;
}
