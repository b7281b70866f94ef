import { mergeSettings } from '#lib/merge-settings.ts';
import type { Onward, OnwardHttp, OnwardMatch, Sidecar } from '#model';
import type { PassedThrough, WrittenPassthrough } from '#resources';
import { given } from '../policies/given.ts';
import type { PolicyItem } from './policy-item.ts';

/**
 * passedThrough is a sidecar whose MeshPassthroughs decide what becomes of traffic to destinations outside of the mesh;
 * `items` are those that apply to it, in order.
 */
export function passedThrough(sidecar: Sidecar, items: readonly PolicyItem[]): Sidecar {
  const ofKind = items.filter(({ id }) => id === 'kuma/MeshPassthrough');
  const { passthroughMode: mode, appendMatch = [] } =
    mergeSettings(ofKind.map(item => item.settings as WrittenPassthrough)) ?? {};
  if (mode === undefined || sidecar.capture === undefined) return sidecar;
  return { ...sidecar, capture: { ...sidecar.capture, onward: onwardOf(mode, appendMatch) } };
}

function onwardOf(
  mode: NonNullable<WrittenPassthrough['passthroughMode']>,
  matches: readonly PassedThrough[],
): Onward {
  switch (mode) {
    case 'All':
      return { kind: 'all' };
    case 'None':
      return { kind: 'none' };
    case 'Matched':
      return matches.length === 0
        ? { kind: 'none' }
        : { kind: 'matched', matches: matches.flatMap(match => matchOf(match) ?? []) };
  }
}

const versions = {
  http: 'http1',
  http2: 'http2',
  grpc: 'http2',
} as const satisfies Record<string, OnwardHttp>;

/** Connections whose protocol carries no host name are matched by address alone, which the schema enforces. */
function matchOf({ type, value, port, protocol }: PassedThrough): OnwardMatch | undefined {
  const at = given({ port });
  if (type === 'Domain') {
    if (protocol === 'tcp' || protocol === 'mysql') return undefined;
    const speaks = protocol === 'tls' ? protocol : versions[protocol];
    return { kind: 'domain', domain: value.toLowerCase(), speaks, ...at };
  }
  const network = type === 'CIDR' ? value : `${value}/${value.includes(':') ? 128 : 32}`;
  switch (protocol) {
    case 'tcp':
      return { kind: 'network', network, ...at };
    case 'mysql':
      return { kind: 'network', network, speaks: 'server-first', ...at };
    case 'tls':
      return { kind: 'network', network, speaks: protocol, ...at };
    case 'http':
    case 'http2':
    case 'grpc':
      return { kind: 'network', network, speaks: versions[protocol], ...at };
  }
}
