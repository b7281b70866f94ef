import type { HeaderTest } from '../header-condition.ts';
import type { HeaderEdit } from '../http-edits.ts';

/** ResponseOverrides put an answer of one's own in the place of another. */
export interface ResponseOverrides {
  /** The first whose conditions all hold decides. */
  readonly rules: readonly ResponseOverride[];
}

/** ResponseOverride is what takes the place of which answers. */
export interface ResponseOverride {
  /** One of these ranges holds the status; none: any status. */
  readonly statuses: readonly { readonly first: number; readonly last: number }[];
  readonly headers: readonly HeaderTest[];
  /** Who answered: the proxy itself, or a backend; absent: either. */
  readonly from?: 'proxy' | 'backend';
  readonly answer: OverridingAnswer;
}

/**
 * OverridingAnswer stands alone: nothing of the answer that it takes the place of is in it, but its status where it has none of
 * its own. Parts of where it redirects to that are left out are those of the request.
 */
export type OverridingAnswer =
  | {
      readonly kind: 'answer';
      readonly status?: number;
      readonly headers?: HeaderEdit;
      readonly contentType?: string;
      /** Envoy's command operators (`%RESPONSE_CODE%`) stand for what they say. */
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
