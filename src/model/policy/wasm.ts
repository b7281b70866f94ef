import type { BackendUse } from '../backend-use.ts';

/** Wasm is a program that requests and answers pass through. */
export interface Wasm {
  readonly name: string;
  readonly rootId: string;
  readonly code: ProgramCode;
  /** Its configuration, as JSON. */
  readonly configuration?: string;
  /** Variables of the proxy's own environment that it may read. */
  readonly environment: readonly string[];
  /** Whether requests pass unchanged where it cannot be fetched, or fails. */
  readonly failsOpen: boolean;
}

/** ProgramCode is where a proxy has a program from. */
export type ProgramCode =
  /** It fetches it. Its bytes must have this SHA-256, in lower case. */
  | { readonly kind: 'fetched'; readonly url: string; readonly from: BackendUse; readonly sha256: string }
  /** It is a file on its machine. */
  | { readonly kind: 'file'; readonly path: string };
