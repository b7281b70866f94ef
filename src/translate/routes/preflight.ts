import type { HttpMatch } from '#model';

/** withPreflight adds, to a match on a method, one on OPTIONS: with that a browser asks (CORS) whether it may use the method. */
export function withPreflight(match: HttpMatch): HttpMatch[] {
  if (match.method === undefined || match.method === 'OPTIONS') return [match];
  const asked = { name: 'access-control-request-method', kind: 'exact', value: match.method } as const;
  return [match, { ...match, method: 'OPTIONS', headers: [...match.headers, asked] }];
}
