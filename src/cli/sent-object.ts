import { type ServedKind, servedKinds } from '#inspect';
import { Fault } from '#lib/fault.ts';
import type { ResourceRef } from '#lib/resource-ref.ts';
import { isUniversal } from '#resources';
import { objectPath } from '#server';
import type { Answered, RestApi } from './api/rest-api.ts';
import { type KindWord, readKindWord } from './kinds-meant.ts';
import { printable } from './printable.ts';

/** pathOfObject is the REST path of an object, in the form (usual or universal) in which it is written. */
export function pathOfObject(object: Readonly<Record<string, unknown>>, ref: ResourceRef): string {
  const kind = servedKinds.find(one => one.group === ref.group && one.kind === ref.kind);
  if (kind === undefined) throw new Error(`no such kind: ${ref.group}/${ref.kind}`);
  const { namespace, name } = ref;
  if (isUniversal(object)) return objectPath({ form: 'universal', kind, namespace, name });
  const version = String(object.apiVersion).split('/').at(-1);
  return objectPath({ form: 'usual', kind, ...(version === undefined ? {} : { version }), namespace, name });
}

/**
 * pathsOfNamed are the paths where an object with these names may be found. For most kinds it is one. For some, the two
 * forms have different scopes (on Kubernetes no namespace, elsewhere a mesh); the universal form is then the likelier, and
 * comes first.
 */
export function pathsOfNamed(kind: ServedKind, namespace: string, name: string): readonly string[] {
  const usual = objectPath({ form: 'usual', kind, namespace: kind.namespaced ? namespace : '', name });
  const isOfMesh = kind.universal?.scope === 'Mesh';
  if (kind.universal === undefined || isOfMesh === kind.namespaced) return [usual];
  return [objectPath({ form: 'universal', kind, namespace: isOfMesh ? namespace : '', name }), usual];
}

/** sendNamed tries these paths in order until one does not answer 404, and returns the last answer. */
export async function sendNamed(
  api: RestApi,
  method: 'GET' | 'DELETE',
  paths: readonly string[],
): Promise<Answered> {
  const [first = '', ...others] = paths;
  const answered = await api.send(method, first);
  return answered.status === 404 && others.length > 0 ? sendNamed(api, method, others) : answered;
}

/** readNamed reads `KIND/NAME` or `KIND NAME`, as kubectl does. */
export function readNamed(word: string, second: string | undefined): { named: KindWord; name: string } {
  const [type = '', slashed] = word.split('/', 2);
  const named = readKindWord(type);
  const name = slashed ?? second;
  if (name === undefined || name === '' || (slashed !== undefined && second !== undefined))
    throw new Fault('usage', `say which: ${named.kinds[0].kind.toLowerCase()}/NAME`);
  return { named, name };
}

/** refusalLines are the API's objections to a write, one line per field. */
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

/** warningLines are the API's warnings after a successful write. */
export function warningLines({ body }: Answered): readonly string[] {
  return Array.isArray(body.warnings) ? body.warnings.map(text => printable(String(text))) : [];
}
