import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { type LogLevel as FlagLevel, type LogLevels, logsMore } from '#lib/envoy-command-line.ts';

/** LogLevel is Envoy's own scale. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warning' | 'error' | 'critical';

/** LogLine is one line that Envoy wrote. `logger` is its component (`main`, `config`, `upstream`), '' for raw output. */
export interface LogLine {
  readonly level: LogLevel;
  readonly logger: string;
  readonly message: string;
}

const levels: readonly string[] = [
  'trace',
  'debug',
  'info',
  'warning',
  'error',
  'critical',
] satisfies LogLevel[];
/**
 * The separator must be printable, because Envoy escapes all other characters. Neither a level nor a logger's name contains
 * it.
 */
const separator = '|';
const longestLine = 4_096;

/** The flags that make Envoy write what parseLogLine reads: one line a message (line breaks in it are escaped). */
export const logFlags: readonly string[] = [
  '--log-format',
  ['%l', '%n', '%v'].join(separator),
  '--log-format-escaped',
];

/**
 * parseLogLine reads one line. A line in any other format is not a log message but the output of a crash, so it is `critical`.
 */
export function parseLogLine(line: string): LogLine {
  const [level, logger, ...message] = line.split(separator);
  if (level === undefined || logger === undefined || message.length === 0 || !levels.includes(level)) {
    return { level: 'critical', logger: '', message: line };
  }
  return { level: level as LogLevel, logger, message: readable(message.join(separator)) };
}

/** Undoes Envoy's escaping (C's, with bytes beyond ASCII in octal), except that line breaks become blanks. */
function readable(message: string): string {
  return message
    .replace(/(?:\\[0-7]{3})+/g, bytes =>
      Buffer.from(
        bytes
          .slice(1)
          .split('\\')
          .map(byte => Number.parseInt(byte, 8)),
      ).toString('utf8'),
    )
    .replace(/\\(.)/g, (_, escaped: string) => (/[nrt]/.test(escaped) ? ' ' : escaped))
    .trim();
}

/** isAsked tells the lines that an operator asked to see from those that only we read. */
export function isAsked({ level, logger }: LogLine, { others, components }: LogLevels): boolean {
  return levels.indexOf(level) >= levels.indexOf(lineLevel(components[logger] ?? others));
}

/** lineLevel is a level in the word that log lines use for it. */
function lineLevel(level: FlagLevel): LogLevel {
  return level === 'warn' ? 'warning' : level;
}

/** isVerbose tells whether any component is to log more than warnings. */
export function isVerbose({ others, components }: LogLevels): boolean {
  return [others, ...Object.values(components)].some(level => logsMore(level, 'warn'));
}

/**
 * isRejection tells whether Envoy reports configuration that it refused: the control plane learns of it too, and reports it
 * better.
 */
export function isRejection(line: LogLine): boolean {
  return /\bconfig (?:for \S+ )?rejected: /.test(line.message);
}

/** eachLine calls back for each non-empty line of a stream; a line is cut after 4 KiB. */
export function eachLine(stream: Readable, callback: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const end = (line: string) => {
    const trimmed = line.trimEnd();
    if (trimmed !== '') callback(trimmed.slice(0, longestLine));
  };
  stream.on('data', (chunk: Buffer) => {
    const parts = (rest + decoder.write(chunk)).split('\n');
    rest = (parts.pop() ?? '').slice(0, longestLine);
    for (const part of parts) end(part);
  });
  stream.on('end', () => end(rest));
}

/**
 * createLineBudget makes a budget that lets `lines` through in each `period` ms and counts the rest, so that an Envoy that
 * complains about every request floods nobody. `admit` gives how many lines were held back since the last one that passed, or
 * undefined to hold this one back too.
 */
export function createLineBudget(lines: number, period: number) {
  let windowStart = Number.NEGATIVE_INFINITY;
  let used = 0;
  let heldBack = 0;
  return {
    admit(now: number): number | undefined {
      if (now - windowStart >= period) {
        windowStart = now;
        used = 0;
      }
      if (used >= lines) {
        heldBack++;
        return undefined;
      }
      used++;
      const missing = heldBack;
      heldBack = 0;
      return missing;
    },
  };
}
