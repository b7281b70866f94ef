import { isAskable, normalizeHostname } from '#lib/hostname.ts';
import type { NamedService } from './made-name.ts';

/** The domain of the names that Kuma gives without being asked. */
const domain = 'mesh';

/**
 * tagNames are the names of a service that only the tag `kuma.io/service` makes: its value, and the same with dots for
 * underscores, as Kuma on Kubernetes writes values with underscores (`web_shop_svc_80`). A name that no resolver could ask
 * for is left out.
 */
export function tagNames({ kind, name }: NamedService): readonly string[] {
  if (kind !== 'ServiceTag') return [];
  const names = new Set([name, name.replaceAll('_', '.')].map(one => normalizeHostname(`${one}.${domain}`)));
  return [...names].filter(isAskable);
}
