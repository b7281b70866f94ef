import { isAskable, normalizeHostname } from '#lib/hostname.ts';
import type { NamedService } from './made-name.ts';

/** Names that Kuma gives without being asked end in it. */
const domain = 'mesh';

/**
 * tagNames are the names of a service that is known by the tag `kuma.io/service` alone: its value, and the same with dots
 * for underscores, as values of Kubernetes have them (`web_shop_svc_80`). What no resolver could ask for is no name.
 */
export function tagNames({ kind, name }: NamedService): readonly string[] {
  if (kind !== 'ServiceTag') return [];
  const names = new Set([name, name.replaceAll('_', '.')].map(one => normalizeHostname(`${one}.${domain}`)));
  return [...names].filter(isAskable);
}
