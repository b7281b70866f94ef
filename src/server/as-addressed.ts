import { type Fields, isMap } from '#lib/fields.ts';
import type { ObjectPath } from './object-path.ts';
import { type InvalidParameter, invalid, type Problem } from './problem.ts';
import type { Body } from './read-body.ts';

/**
 * asAddressed fills in the names of an object (kind, namespace or mesh, name) from its path where it says none; where it
 * says others, it returns a problem in Kuma's words.
 */
export function asAddressed(object: Fields, target: ObjectPath): Body | Problem {
  const { kind, form, namespace = '', name } = target;
  if (form === 'universal') {
    const names = {
      type: kind.kind,
      ...(kind.universal?.scope === 'Mesh' ? { mesh: namespace } : {}),
      name,
    };
    const unlike = unlikeNames(object, names, '');
    if (object.apiVersion !== undefined && object.type === undefined)
      unlike.unshift({
        field: 'type',
        reason: 'is required here: the form with apiVersion and kind goes to /apis/…',
      });
    return unlike.length > 0 ? invalid(unlike) : { kind: 'object', object: { ...object, ...names } };
  }
  const group = kind.group === '' ? '' : `${kind.group}/`;
  const names = { apiVersion: `${group}${target.version ?? kind.version}`, kind: kind.kind };
  const metadata = isMap(object.metadata) ? object.metadata : {};
  const own = { name, ...(kind.namespaced ? { namespace } : {}) };
  const unlike = [...unlikeNames(object, names, ''), ...unlikeNames(metadata, own, 'metadata.')];
  if (object.metadata !== undefined && !isMap(object.metadata))
    unlike.push({ field: 'metadata', reason: 'must be a map with the name' });
  return unlike.length > 0
    ? invalid(unlike)
    : { kind: 'object', object: { ...object, ...names, metadata: { ...metadata, ...own } } };
}

function unlikeNames(object: Fields, names: Fields, prefix: string): InvalidParameter[] {
  return Object.keys(names)
    .filter(field => object[field] !== undefined && object[field] !== names[field])
    .map(field => ({
      field: `${prefix}${field}`,
      reason: `${field} from the URL has to be the same as in body`,
    }));
}
