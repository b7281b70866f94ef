import type { ClientUpgrades, HttpRule } from '#model';
import { headerOf, type SeenRequest } from './request.ts';

const everywhere: readonly string[] = ['websocket'];

/**
 * upgradeRefused tells whether a request asks for a protocol that its rule does not let connections turn to, nor, where that says
 * nothing, its listener.
 */
export function upgradeRefused(
  { action }: HttpRule,
  { protocols: byDefault = everywhere }: Partial<ClientUpgrades> = {},
  request: SeenRequest,
): boolean {
  const asks = (headerOf(request, 'connection') ?? '')
    .toLowerCase()
    .split(',')
    .map(part => part.trim());
  const protocol = headerOf(request, 'upgrade')?.toLowerCase();
  if (protocol === undefined || !asks.includes('upgrade')) return false;
  const allowed = action.kind === 'forward' ? (action.upgrades?.protocols ?? byDefault) : byDefault;
  return !allowed.includes(protocol);
}
