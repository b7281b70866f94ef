import type { ApiKeyAuth } from '#model';
import type { Secret } from '#resources';
import { keptLine } from '../kept-line.ts';

/**
 * apiKeysIn reads the keys of clients from Secrets, each under its client's name, or says what is wrong with them. Where
 * several Secrets name a client, the first holds. Messages never quote a key.
 */
export function apiKeysIn(
  secrets: readonly Secret[],
): { readonly clients: ApiKeyAuth['clients'] } | { readonly mistake: string } {
  const keys = new Map<string, string>();
  for (const { spec } of secrets)
    for (const [client, bytes] of Object.entries(spec.data))
      if (!keys.has(client)) keys.set(client, keptLine(bytes));
  const clients = [...keys].map(([name, key]) => ({ name, key }));
  const mistake = mistakeIn(clients);
  return mistake === undefined ? { clients } : { mistake };
}

function mistakeIn(clients: ApiKeyAuth['clients']): string | undefined {
  if (clients.length === 0) return 'hold no key';
  const empty = clients.find(({ key }) => key === '');
  if (empty !== undefined) return `hold an empty key for ${empty.name}`;
  const owners = new Map<string, string>();
  for (const { name, key } of clients) {
    const other = owners.get(key);
    if (other !== undefined) return `hold the same key for ${other} and ${name}`;
    owners.set(key, name);
  }
  return undefined;
}
