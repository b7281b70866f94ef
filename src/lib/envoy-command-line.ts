/** logLevels are from where on Envoy may log, in the words of its flags, the most first. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** LogLevels are from where on Envoy's components log, and all those that are not named. */
export interface LogLevels {
  readonly others: LogLevel;
  readonly components: Readonly<Record<string, LogLevel>>;
}

/** CommandLine is what is said of the flags that an Envoy is started with. */
export interface CommandLine {
  /** Threads that serve; absent: one for each processor. */
  readonly concurrency?: number;
  /** Absent: warnings and worse. */
  readonly logLevels?: LogLevels;
  /** ms that a listener which is changed or removed gives to what is in flight. */
  readonly drainTime?: number;
  /** Flags of which nothing else here speaks, and their values, a word each. */
  readonly extraArguments?: readonly string[];
}

/** What Envoy Gateway starts its Envoys with. Envoy's own ten minutes, by and by, keep old listeners alive. */
const usualDrainTime = 60_000;

/** usualLogLevels are those where nobody says any. */
export const usualLogLevels: LogLevels = { others: 'warn', components: {} };

/** logsMore tells whether a level lets more pass than another. */
export function logsMore(level: LogLevel, other: LogLevel): boolean {
  return logLevels.indexOf(level) < logLevels.indexOf(other);
}

/**
 * commandLineFlags are the flags of a command line, a word each. A listener that goes tells its clients at once to close.
 * `read` are what of components we read ourselves, where that is more than is asked for.
 */
export function commandLineFlags(
  {
    concurrency,
    logLevels: asked = usualLogLevels,
    drainTime = usualDrainTime,
    extraArguments = [],
  }: CommandLine,
  read: LogLevels['components'] = {},
): readonly string[] {
  const { others, components } = asked;
  const ours = Object.entries(read).filter(([name, level]) => logsMore(level, components[name] ?? others));
  const byComponent = Object.entries({ ...components, ...Object.fromEntries(ours) });
  return [
    ...['--drain-strategy', 'immediate'],
    ...['--drain-time-s', String(Math.ceil(drainTime / 1000))],
    ...['--log-level', others],
    ...(byComponent.length === 0
      ? []
      : ['--component-log-level', byComponent.map(named => named.join(':')).join(',')]),
    ...(concurrency === undefined ? [] : ['--concurrency', String(concurrency)]),
    ...extraArguments,
  ];
}
