import type { HttpMatch } from '#model';

/** withPreflight: a browser asks with OPTIONS whether it may send what a match takes by its method. */
export function withPreflight(match: HttpMatch): HttpMatch[] {
  if (match.method === undefined || match.method === 'OPTIONS') return [match];
  const asked = { name: 'access-control-request-method', kind: 'exact', value: match.method } as const;
  return [match, { ...match, method: 'OPTIONS', headers: [...match.headers, asked] }];
}
