import type { EnvoyProxy } from '#resources';
import type { Mistake, Read } from './read.ts';

/** The value of a flag must be a text that is not a flag itself. */
const text = /^(?!-)[\s\S]+$/;
const number = /^\d{1,9}$/;

/** Flags of Envoy 1.40 that change nothing which Fairlead relies on, and the form of their values; undefined: they have none. */
const free: Readonly<Record<string, RegExp | undefined>> = {
  '--allow-unknown-fields': undefined,
  '--allow-unknown-static-fields': undefined,
  '--cpuset-threads': undefined,
  '--disable-extensions': text,
  '--enable-core-dump': undefined,
  '--enable-mutex-tracing': undefined,
  '--file-flush-min-size-kb': number,
  '--ignore-unknown-dynamic-fields': undefined,
  '--local-address-ip-version': /^v[46]$/,
  '--log-stacktrace-single-entry': undefined,
  '--reject-unknown-dynamic-fields': undefined,
  '--skip-deprecated-logs': undefined,
  '--stats-tag': /^[a-zA-Z0-9]+:[^.]+$/,
};

/** Flags that are set by other fields, and by which. */
const elsewhereByDefault: Readonly<Record<string, string>> = {
  '--component-log-level': 'spec.logging',
  '--concurrency': 'spec.concurrency',
  '--config-yaml': 'spec.bootstrap',
  '--drain-time-s': 'spec.shutdown',
  '--log-level': 'spec.logging',
  '-l': 'spec.logging',
};

/**
 * extraArgumentsOf reads flags for Envoy, each alone or with its value, in one text or in the next. Envoy does not start
 * with a flag that it does not know or that is given twice: flags that are not known to be free are left out, and reported.
 * `at` is the path of the list; `elsewhere` are flags that other fields of the object set.
 */
export function extraArgumentsOf(
  { extraArgs }: Pick<EnvoyProxy['spec'], 'extraArgs'>,
  at = 'spec.extraArgs',
  elsewhere = elsewhereByDefault,
): Read<readonly string[]> {
  const words: string[] = [];
  const mistakes: Mistake[] = [];
  const seen = new Set<string>();
  for (let i = 0; i < extraArgs.length; i++) {
    const index = i;
    const [flag = '', inOne] = split(extraArgs[i] ?? '');
    const next = extraArgs[i + 1];
    const value = inOne ?? (next === undefined || next.startsWith('-') ? undefined : next);
    if (inOne === undefined && value !== undefined) i++;
    const problem = problemWith(flag, value, seen, elsewhere);
    seen.add(flag);
    if (problem === undefined) words.push(...(value === undefined ? [flag] : [flag, value]));
    else mistakes.push({ path: `${at}[${index}]`, message: `is left out: ${problem}` });
  }
  return { value: words, mistakes };
}

/** `--flag`, `--flag value` or `--flag=value`. */
function split(written: string): [string, string | undefined] {
  const end = written.search(/[ =]/);
  return end < 0 ? [written, undefined] : [written.slice(0, end), written.slice(end + 1)];
}

function problemWith(
  flag: string,
  value: string | undefined,
  seen: ReadonlySet<string>,
  elsewhere: Readonly<Record<string, string>>,
): string | undefined {
  const where = elsewhere[flag];
  if (where !== undefined) return `say it by ${where}`;
  if (!Object.hasOwn(free, flag))
    return `${flag} is not a flag of Envoy's that may be given here; those are ${Object.keys(free).join(', ')}`;
  if (seen.has(flag) && flag !== '--stats-tag') return `${flag} is there already`;
  const wanted = free[flag];
  if (wanted === undefined) return value === undefined ? undefined : `${flag} has no value`;
  if (value === undefined) return `${flag} needs a value`;
  return wanted.test(value) ? undefined : `${value} is not a value for ${flag}`;
}
