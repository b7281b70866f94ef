import type { JsonPatchOperation } from '#lib/json-patch.ts';
import type { WrittenOperation } from '#resources';

/** operationOf reads one operation of a JSON patch; without a path it is about the whole document. */
export function operationOf({ op, path = '', jsonPath, from, value }: WrittenOperation): JsonPatchOperation {
  return {
    op,
    path,
    ...(jsonPath === undefined ? {} : { jsonPath }),
    ...(from === undefined ? {} : { from }),
    ...(value === undefined ? {} : { value }),
  };
}
