import type { AnnotationKind } from './annotation-kind.ts';

const codes = [301, 302, 303, 307, 308];

/** redirect sends clients elsewhere, instead of a backend. */
export const redirect: AnnotationKind = {
  names: ['permanent-redirect', 'permanent-redirect-code', 'temporal-redirect', 'temporal-redirect-code'],
  read(textOf) {
    const temporal = textOf('temporal-redirect')?.trim() ?? '';
    const permanent = textOf('permanent-redirect')?.trim() ?? '';
    const written = temporal || permanent;
    if (written === '') return {};
    const code = temporal
      ? (textOf('temporal-redirect-code') ?? '302')
      : (textOf('permanent-redirect-code') ?? '301');
    const statusCode = Number(code);
    if (!codes.includes(statusCode)) return `${code} is not among ${codes.join(', ')}`;
    const to = readTarget(written);
    if (to === undefined) return `${written} is not a URL with a host that a route can redirect to`;
    return { ofRule: () => ({ redirect: { ...to, statusCode } }) };
  },
};

/** `$request_uri` at the end keeps the path of the request, which a redirect does by itself. */
function readTarget(written: string): Readonly<Record<string, unknown>> | undefined {
  const isKept = /\$(request_)?uri$/.test(written);
  const text = written.replace(/\$(request_)?uri$/, '');
  if (!URL.canParse(text) || /[$?#]/.test(text)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  if (isKept && pathname !== '/') return undefined;
  return {
    scheme: protocol.slice(0, -1),
    hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    ...(isKept ? {} : { path: { type: 'ReplaceFullPath', replaceFullPath: pathname } }),
  };
}

/** root redirects requests for `/`. */
export const root: AnnotationKind = {
  names: ['app-root'],
  read(textOf) {
    const path = textOf('app-root')?.trim() ?? '';
    if (path === '' || path === '/') return {};
    return /^\/[^\s$?#]*$/.test(path) ? { root: path } : `${path} is not a path`;
  },
};

/** toTls redirects requests in plain text to TLS. */
export const toTls: AnnotationKind = {
  names: ['ssl-redirect', 'force-ssl-redirect'],
  read(textOf) {
    if (textOf('force-ssl-redirect')?.trim() === 'true') return { toTls: 'always' };
    return textOf('ssl-redirect')?.trim() === 'true' ? { toTls: 'with-certificate' } : {};
  },
};
