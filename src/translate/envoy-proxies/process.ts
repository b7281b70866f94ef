import type { BootstrapEdit, ProxyProcess } from '#model';
import type { EnvoyProxy } from '#resources';
import { operationOf } from '../json-patch-operation.ts';
import { given, unlessEmpty } from '../policies/given.ts';
import { extraArgumentsOf } from './extra-arguments.ts';
import { logLevelsOf } from './log-levels.ts';
import type { Read } from './read.ts';

/** processOf reads how an EnvoyProxy has the process of a proxy run; undefined where it says nothing of that. */
export function processOf(spec: EnvoyProxy['spec']): Read<ProxyProcess | undefined> {
  const { concurrency, bootstrap, shutdown } = spec;
  const { drainTimeout, minDrainDuration } = shutdown ?? {};
  const [levels, extra] = [logLevelsOf(spec), extraArgumentsOf(spec)];
  return {
    value: unlessEmpty(
      given({
        concurrency,
        bootstrap: bootstrap && editOf(bootstrap),
        logLevels: levels.value,
        drainTime: drainTimeout,
        extraArguments: extra.value.length === 0 ? undefined : extra.value,
        shutdown: unlessEmpty(given({ atMost: drainTimeout, atLeast: minDrainDuration })),
      }),
    ),
    mistakes: [...levels.mistakes, ...extra.mistakes],
  };
}

function editOf({ type, value, jsonPatches }: NonNullable<EnvoyProxy['spec']['bootstrap']>): BootstrapEdit {
  if (type === 'JSONPatch') return { kind: 'patch', operations: jsonPatches.map(operationOf) };
  return { kind: type === 'Merge' ? 'merge' : 'replace', value: value ?? {} };
}
