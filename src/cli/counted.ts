import type { XdsType } from '#lib/xds-resource.ts';

/** count is a number with its noun: `1 proxy`, `3 proxies`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** countResources is a number of xDS resources of a type, in words. */
export function countResources(n: number, type: XdsType): string {
  return count(n, nouns[type]);
}

const nouns = {
  cluster: 'cluster',
  endpoints: 'endpoint assignment',
  listener: 'listener',
  route: 'route table',
  virtualHost: 'virtual host',
  hostname: 'hostname',
  secret: 'certificate',
} as const satisfies Record<XdsType, string>;

/** byteSize is a number of bytes as people say it. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
