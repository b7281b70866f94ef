import { findKind, type ServedKind, servedKinds } from '#inspect';
import { Fault } from '#lib/fault.ts';
import type { ResourceRef } from '#lib/resource-ref.ts';
import { isUniversal } from '#resources';
import { objectPath } from '#server';
import type { Answered } from './api/rest-api.ts';
import { printable } from './printable.ts';

/** typeName is how kubectl names a type in what it says: `backend.gateway.envoyproxy.io`. */
export function typeName({ kind, group }: ServedKind): string {
  return group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
}

/** pathOfObject is where an object is written and read over REST, in the form that it is written in. */
export function pathOfObject(object: Readonly<Record<string, unknown>>, ref: ResourceRef): string {
  const kind = servedKinds.find(one => one.group === ref.group && one.kind === ref.kind);
  if (kind === undefined) throw new Error(`no such kind: ${ref.group}/${ref.kind}`);
  const { namespace, name } = ref;
  if (isUniversal(object)) return objectPath({ form: 'universal', kind, namespace, name });
  const version = String(object.apiVersion).split('/').at(-1);
  return objectPath({ form: 'usual', kind, ...(version === undefined ? {} : { version }), namespace, name });
}

/** pathOfNamed is where an object is found by its names, whatever its form. */
export function pathOfNamed(kind: ServedKind, namespace: string, name: string): string {
  return objectPath({ form: 'usual', kind, namespace: kind.namespaced ? namespace : '', name });
}

/** readNamed reads `KIND/NAME` or `KIND NAME`, as kubectl does. */
export function readNamed(word: string, second: string | undefined): { kind: ServedKind; name: string } {
  const [type = '', slashed] = word.split('/', 2);
  const kind = findKind(type);
  const name = slashed ?? second;
  if (kind === undefined) {
    const known = servedKinds.map(({ plural }) => plural).join(', ');
    throw new Fault('usage', `${JSON.stringify(type)} is no kind; there are ${known}`);
  }
  if (name === undefined || name === '' || (slashed !== undefined && second !== undefined))
    throw new Fault('usage', `say which: ${kind.kind.toLowerCase()}/NAME`);
  return { kind, name };
}

/** refusalLines are what the API says against a write, a line a field. */
export function refusalLines({ status, body }: Answered): readonly string[] {
  const invalid = body.invalid_parameters;
  if (Array.isArray(invalid) && invalid.length > 0) {
    return invalid.map(parameter => {
      const { field, reason } = parameter as { readonly field?: unknown; readonly reason?: unknown };
      return printable(field === '' ? String(reason) : `${String(field)}: ${String(reason)}`);
    });
  }
  return [printable(String(body.detail ?? body.message ?? `the API answers with ${status}`))];
}

/** warningLines are what the API warns of after a write that was made. */
export function warningLines({ body }: Answered): readonly string[] {
  return Array.isArray(body.warnings) ? body.warnings.map(text => printable(String(text))) : [];
}
