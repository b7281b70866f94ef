import type { HttpEdits } from '../http-edits.ts';

/** HeaderTemplates change headers by what Envoy's operators stand for, beside all other changes. */
export type HeaderTemplates = Pick<HttpEdits, 'requestHeaders' | 'responseHeaders'>;
