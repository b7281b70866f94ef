import type { ClientUpgrades, HttpRule } from '#model';
import { headerOf, type SeenRequest } from './request.ts';

const everywhere: readonly string[] = ['websocket'];

/**
 * upgradeRefused tells whether a request asks for an upgrade to a protocol that its rule does not allow, or, where the rule says
 * nothing of upgrades, its listener does not.
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
