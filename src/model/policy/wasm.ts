import type { BackendUse } from '../backend-use.ts';

/** Wasm is a program that requests and answers pass. */
export interface Wasm {
  readonly name: string;
  readonly rootId: string;
  /** Where the proxy fetches it, and what it must be: the SHA-256 of its bytes, in lower case. */
  readonly url: string;
  readonly from: BackendUse;
  readonly sha256: string;
  /** JSON that it is given. */
  readonly configuration?: string;
  /** Variables of the proxy's own environment that it may read. */
  readonly environment: readonly string[];
  /** Whether requests pass unchanged where it cannot be had, or fails. */
  readonly failsOpen: boolean;
}
