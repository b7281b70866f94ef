import { Type } from 'typebox';
import { ruled } from '../schema/annotate.ts';
import { anything } from '../schema/anything.ts';
import type { Read } from '../schema/readonly.ts';

const pointer = Type.String({
  maxLength: 4096,
  pattern: '^(/.*)?$',
  '~wants': 'a JSON pointer such as /filter_chains/0, or empty for the whole',
});

/** jsonPatchOperation is one change of a document (RFC 6902). */
export const jsonPatchOperation = ruled(
  Type.Object({
    op: Type.Enum(['add', 'remove', 'replace', 'move', 'copy', 'test']),
    path: Type.Optional(pointer),
    from: Type.Optional(pointer),
    value: Type.Optional(anything),
    jsonPath: Type.Optional(Type.String({ maxLength: 4096 })),
  }),
  ({ op, from, value }, report) => {
    const moves = op === 'move' || op === 'copy';
    if (moves && from === undefined) report(`is required where op is ${op}`, 'from');
    if (!moves && from !== undefined) report(`must be left out where op is ${op}`, 'from');
    if (!moves && op !== 'remove' && value === undefined) report(`is required where op is ${op}`, 'value');
    if ((moves || op === 'remove') && value !== undefined)
      report(`must be left out where op is ${op}`, 'value');
  },
);

/** WrittenOperation is jsonPatchOperation as read. */
export type WrittenOperation = Read<typeof jsonPatchOperation>;
