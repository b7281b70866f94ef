import type { HeaderTest } from '../header-condition.ts';
import type { HeaderEdit } from '../http-edits.ts';

/** ResponseOverrides replace answers of backends, or of the proxy itself, by others. */
export interface ResponseOverrides {
  /** The first rule whose conditions all hold decides. */
  readonly rules: readonly ResponseOverride[];
}

/** ResponseOverride says which answers are replaced, and by what. */
export interface ResponseOverride {
  /** One of these ranges must contain the status; empty: any status. */
  readonly statuses: readonly { readonly first: number; readonly last: number }[];
  readonly headers: readonly HeaderTest[];
  /** Who answered: the proxy itself, or a backend; absent: either. */
  readonly from?: 'proxy' | 'backend';
  readonly answer: OverridingAnswer;
}

/**
 * OverridingAnswer replaces an answer completely: nothing of the original remains, but its status where this has none. Parts of a
 * redirect's URL that are left out are those of the request.
 */
export type OverridingAnswer =
  | {
      readonly kind: 'answer';
      readonly status?: number;
      readonly headers?: HeaderEdit;
      readonly contentType?: string;
      /** Envoy's command operators (`%RESPONSE_CODE%`) are expanded. */
      readonly body: string;
    }
  | {
      readonly kind: 'redirect';
      readonly status: number;
      readonly scheme?: 'http' | 'https';
      readonly hostname?: string;
      readonly port?: number;
      readonly path?: string;
    };
