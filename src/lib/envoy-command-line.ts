/** logLevels are the log levels by the names of Envoy's flags, the most verbose first. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** LogLevels are the log levels of named components of Envoy, and of all others. */
export interface LogLevels {
  readonly others: LogLevel;
  readonly components: Readonly<Record<string, LogLevel>>;
}

/** CommandLine is the configurable part of Envoy's command line. */
export interface CommandLine {
  /** The number of worker threads; absent: one for each processor. */
  readonly concurrency?: number;
  /** Absent: warnings and worse. */
  readonly logLevels?: LogLevels;
  /** Milliseconds that a changed or removed listener leaves to requests in flight. */
  readonly drainTime?: number;
  /** Further flags and their values, one word each. */
  readonly extraArguments?: readonly string[];
}

/**
 * The drain time with which Envoy Gateway starts Envoy. Envoy's own default, ten minutes of gradual draining, keeps old listeners
 * alive.
 */
const usualDrainTime = 60_000;

/** usualLogLevels are the log levels where none are set. */
export const usualLogLevels: LogLevels = { others: 'warn', components: {} };

/** logsMore tells whether a level is more verbose than another. */
export function logsMore(level: LogLevel, other: LogLevel): boolean {
  return logLevels.indexOf(level) < logLevels.indexOf(other);
}

/**
 * commandLineFlags returns the flags of a command line, one word each. A removed listener tells its clients at once to close.
 * `read` are the log levels of components whose logs Fairlead itself reads; they apply where they are more verbose than those
 * asked for.
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
