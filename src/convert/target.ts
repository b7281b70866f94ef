import type { DescribedBackend } from './described-backend.ts';

/** WrittenObject is an object as people write it. */
export type WrittenObject = Readonly<Record<string, unknown>>;

/** NewName is what references name instead of the old backend. */
export interface NewName {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly port?: number;
}

/** Written is a backend in the dialect of a target. */
export interface Written {
  readonly objects: readonly WrittenObject[];
  readonly name: NewName;
  /** What the target cannot express of it, in words. */
  readonly lost: readonly string[];
}

/** Target is a dialect that backends are converted to. Each target is one file, and one line in `targets/index.ts`. */
export interface Target {
  readonly name: string;
  /** The API groups and kinds of the dialect itself: such objects are left as they are. */
  readonly own: readonly { readonly group: string; readonly kind: string }[];
  /** Only sidecars can call what it writes: a backend that anything else refers to stays as well, beside the new object. */
  readonly isForSidecars?: true;
  /** Policies cannot target a single port of what it writes. */
  readonly isWhole?: true;
  /** What it writes can be reached only over TCP. */
  readonly isTcp?: true;
  /** Ingresses are written as routes of the Gateway API. */
  readonly hasRoutes?: true;
  /** write writes a backend in the target's dialect, or says why it cannot. */
  write(backend: DescribedBackend): Written | string;
}
