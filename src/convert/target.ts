import type { ResourceRef } from '#lib/resource-ref.ts';
import type { DescribedBackend } from './described-backend.ts';

/** WrittenObject is an object as people write it. */
export type WrittenObject = Readonly<Record<string, unknown>>;

/** Unsayable is something of a backend that a target has no words for; `isAll`: none for the backend at all. */
export interface Unsayable {
  readonly ref: ResourceRef;
  readonly message: string;
  readonly isAll?: true;
}

/** NewName is what is referred to in the place of a backend. */
export interface NewName {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly port?: number;
}

/** Written is a backend as a target has it. */
export interface Written {
  readonly objects: readonly WrittenObject[];
  readonly name: NewName;
  /** What of it the target cannot say, in words. */
  readonly lost: readonly string[];
}

/** Target is a dialect that backends are converted to. One file a target, one line in `targets/index.ts`. */
export interface Target {
  readonly name: string;
  /** What is written in it already, by API group and kind: that is left as it is. */
  readonly own: readonly { readonly group: string; readonly kind: string }[];
  /** What it makes is called by sidecars alone: whatever else refers to a backend goes on with what it was, which stays beside it. */
  readonly isForSidecars?: true;
  /** Policies cannot be about a port of what it makes. */
  readonly isWhole?: true;
  /** What it makes is reached over TCP alone. */
  readonly isTcp?: true;
  /** Ingresses are written as routes of the Gateway API. */
  readonly hasRoutes?: true;
  /** write gives a backend in the target's words, or why it has none for it. */
  write(backend: DescribedBackend): Written | string;
}
