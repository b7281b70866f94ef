import type { HttpEdits } from '../http-edits.ts';

/** HeaderTemplates change headers by values with Envoy's command operators, in addition to all other changes. */
export type HeaderTemplates = Pick<HttpEdits, 'requestHeaders' | 'responseHeaders'>;
