import type { AnyResource } from '#resources';
import type { ObjectStatus } from '#status';

/** Column is a column of a table; those that are `wide` are shown with `-o wide` only. */
export interface Column {
  readonly title: string;
  readonly wide: boolean;
  /** Its cells are times (RFC 3339), which are shown to people as ages. */
  readonly isTime?: true;
}

export type Id = AnyResource['id'];
export type ResourceById<I extends Id> = Extract<AnyResource, { readonly id: I }>;

/** Tables are the columns that `get` shows for each kind, besides namespace and name. */
export type Tables = { readonly [I in Id]?: readonly TypedColumn<ResourceById<I>>[] };

/** Beside is what is looked up about an object for single columns. */
export interface Beside {
  /** How many routes refer to it. */
  readonly referrers: () => number;
  /** When the last of its names began to resolve to its present addresses (RFC 3339). */
  readonly lookedUpAt: () => string | undefined;
}

export interface TypedColumn<R> extends Column {
  /** `resource` is undefined where the object is invalid. */
  cell(resource: R | undefined, status: ObjectStatus, beside: Beside): string;
}

/** column makes a column that reads the object. */
export function column<R>(title: string, read: (resource: R) => string, wide = false): TypedColumn<R> {
  return { title, wide, cell: resource => (resource === undefined ? '' : read(resource)) };
}

/** stated makes a column that reads the status. */
export function stated(
  title: string,
  read: (status: ObjectStatus) => string,
  wide = false,
): TypedColumn<unknown> {
  return { title, wide, cell: (_, status) => read(status) };
}

/** besides makes a column that looks something up. */
export function besides(title: string, read: (beside: Beside) => string): TypedColumn<unknown> {
  return { title, wide: true, cell: (_, __, beside) => read(beside) };
}
