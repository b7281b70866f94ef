import type { HttpRule } from '#model';
import { headerOf, type SeenRequest } from './request.ts';

const byDefault: readonly string[] = ['websocket'];

/** upgradeRefused tells whether a request asks for a protocol that its rule does not let connections turn to. */
export function upgradeRefused({ action }: HttpRule, request: SeenRequest): boolean {
  const asks = (headerOf(request, 'connection') ?? '')
    .toLowerCase()
    .split(',')
    .map(part => part.trim());
  const protocol = headerOf(request, 'upgrade')?.toLowerCase();
  if (protocol === undefined || !asks.includes('upgrade')) return false;
  const allowed = action.kind === 'forward' ? (action.upgrades?.protocols ?? byDefault) : byDefault;
  return !allowed.includes(protocol);
}
