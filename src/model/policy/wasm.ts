import type { BackendUse } from '../backend-use.ts';

/** Wasm is a program that requests and answers pass through. */
export interface Wasm {
  readonly name: string;
  readonly rootId: string;
  /** Where the proxy fetches it, and the SHA-256 that its bytes must have, in lower case. */
  readonly url: string;
  readonly from: BackendUse;
  readonly sha256: string;
  /** Its configuration, as JSON. */
  readonly configuration?: string;
  /** Variables of the proxy's own environment that it may read. */
  readonly environment: readonly string[];
  /** Whether requests pass unchanged where it cannot be fetched, or fails. */
  readonly failsOpen: boolean;
}
