import type { Collection } from '#graph';
import type { Clock } from '#lib/clock.ts';
import { type Finding, isError } from '#lib/finding.ts';
import type { Leadership } from '#lib/leadership.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Occurrence } from './event.ts';

export interface TellFindingsOptions {
  readonly findings: Collection<readonly Finding[]>;
  /** The object of a key; undefined where it is in no cluster, or where it is not for us to report on. */
  readonly regarding: (key: ResourceKey) => Occurrence['regarding'] | undefined;
  readonly record: (occurrence: Occurrence) => void;
  readonly clock: Clock;
  /** Which of several replicas writes. Absent: this one does. */
  readonly leadership?: Leadership | undefined;
}

/** ToldFindings reports on objects until it is closed. */
export interface ToldFindings {
  /** Why the proxies of a gateway cannot be run; undefined: they can. */
  gatewayProblem(gateway: ResourceKey, problem: string | undefined): void;
  close(): void;
}

/** Objects that belong together are applied one after the other: what is wrong for less than this (ms) is nobody's mistake. */
const settling = 1_000;
const mostSentences = 5;

/**
 * tellFindings records an Event when an object turns bad, when what is wrong with it changes, and when it is good again. A
 * replica that becomes leader reports everything that is bad by then, unless that has been reported before.
 */
export function tellFindings(options: TellFindingsOptions): ToldFindings {
  const { findings, record, clock, leadership } = options;
  /** For each topic of an object, the problem that was reported last. */
  const told = new Map<string, string>();
  const gatewayProblems = new Map<ResourceKey, string>();
  const due = new Set<ResourceKey>();
  let isLeading = false;
  let cancel: (() => void) | undefined;

  const tell = (key: ResourceKey, topic: Topic, isKnown: boolean): void => {
    const id = `${topic.action} ${key}`;
    const before = told.get(id);
    const { note } = topic;
    if (note === before) return;
    if (note === undefined) told.delete(id);
    else told.set(id, note);
    const regarding = options.regarding(key);
    if (regarding === undefined) return;
    record(
      note === undefined
        ? { regarding, type: 'Normal', reason: topic.over, action: topic.action, note: topic.overNote }
        : { regarding, type: 'Warning', reason: topic.reason, action: topic.action, note, isKnown },
    );
  };
  const look = (key: ResourceKey, isKnown = false): void => {
    tell(key, topicOf((findings.get(key) ?? []).filter(isError)), isKnown);
    tell(key, runningOf(gatewayProblems.get(key)), isKnown);
  };
  const flush = (): void => {
    cancel = undefined;
    for (const key of due) look(key);
    due.clear();
  };
  const note = (key: ResourceKey): void => {
    if (!isLeading) return;
    due.add(key);
    cancel ??= clock.at(clock.now() + settling, flush);
  };
  const lead = (): void => {
    const leads = leadership?.holds !== false;
    if (leads === isLeading) return;
    isLeading = leads;
    told.clear();
    due.clear();
    if (leads) for (const key of [...findings.entries()].map(([key]) => key)) look(key, true);
  };
  lead();
  const ends = [
    findings.subscribe(changes => {
      for (const { key } of changes) note(key);
    }),
    ...(leadership === undefined ? [] : [leadership.subscribe(lead)]),
  ];
  return {
    gatewayProblem: (gateway, problem) => {
      if (gatewayProblems.get(gateway) === problem) return;
      if (problem === undefined) gatewayProblems.delete(gateway);
      else gatewayProblems.set(gateway, problem);
      note(gateway);
    },
    close: () => {
      cancel?.();
      for (const end of ends) end();
    },
  };
}

/** Topic is one aspect of an object that may be wrong; `note` is what is wrong now. */
interface Topic {
  readonly action: string;
  readonly reason: string;
  readonly note: string | undefined;
  readonly over: string;
  readonly overNote: string;
}

function topicOf(errors: readonly Finding[]): Topic {
  return {
    action: 'Check',
    reason: errors[0]?.reason ?? '',
    note: errors.length === 0 ? undefined : sentences(errors),
    over: 'Resolved',
    overNote: 'Nothing is wrong with it any more',
  };
}

function runningOf(problem: string | undefined): Topic {
  return {
    action: 'Run',
    reason: 'NotRun',
    note: problem,
    over: 'Run',
    overNote: 'Its proxies are run as it says',
  };
}

function sentences(errors: readonly Finding[]): string {
  const more = errors.length - mostSentences;
  const shown = errors
    .slice(0, mostSentences)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
