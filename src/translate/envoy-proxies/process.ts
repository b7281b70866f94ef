import type { BootstrapEdit, ProxyProcess } from '#model';
import type { EnvoyProxy } from '#resources';
import { operationOf } from '../json-patch-operation.ts';
import { given, unlessEmpty } from '../policies/given.ts';

/** processOf is how an EnvoyProxy has the process of a proxy run; undefined where it says nothing of that. */
export function processOf({ concurrency, bootstrap }: EnvoyProxy['spec']): ProxyProcess | undefined {
  return unlessEmpty(given({ concurrency, bootstrap: bootstrap && editOf(bootstrap) }));
}

function editOf({ type, value, jsonPatches }: NonNullable<EnvoyProxy['spec']['bootstrap']>): BootstrapEdit {
  if (type === 'JSONPatch') return { kind: 'patch', operations: jsonPatches.map(operationOf) };
  return { kind: type === 'Merge' ? 'merge' : 'replace', value: value ?? {} };
}
