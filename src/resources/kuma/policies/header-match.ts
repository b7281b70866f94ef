import { Type } from 'typebox';
import { headerName, headerValue } from '../../gateway-api/fields.ts';
import { ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';

/** headerMatch is a condition on a header; the types `Present` and `Absent` have no value. */
export const headerMatch = ruled(
  Type.Object({
    type: Type.Enum(['Exact', 'Present', 'RegularExpression', 'Absent', 'Prefix'], { default: 'Exact' }),
    name: headerName,
    value: Type.Optional(headerValue),
  }),
  ({ type, value }, report) => {
    const isAboutValue = type !== 'Present' && type !== 'Absent';
    if (isAboutValue && value === undefined) report(`must be set where the type is ${type}`, 'value');
    if (!isAboutValue && value !== undefined) report(`must not be set where the type is ${type}`, 'value');
  },
);
export type WrittenHeaderMatch = Read<typeof headerMatch>;
