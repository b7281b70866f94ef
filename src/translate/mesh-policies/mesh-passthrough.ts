import type { Capture, Sidecar } from '#model';
import type { WrittenPassthrough } from '#resources';
import { mergeSettings } from './merge-settings.ts';
import type { PolicyItem } from './policy-item.ts';

/**
 * passedThrough is a sidecar whose MeshPassthroughs say what becomes of what its workload sends to nobody of the mesh; `items` are those that
 * hold for it, in order. Of what is to pass where it matches, nothing does yet: that is less than was asked for, and never more.
 */
export function passedThrough(sidecar: Sidecar, items: readonly PolicyItem[]): Sidecar {
  const ofKind = items.filter(({ id }) => id === 'kuma/MeshPassthrough');
  const { passthroughMode: mode } =
    mergeSettings(ofKind.map(item => item.settings as WrittenPassthrough)) ?? {};
  if (mode === undefined || sidecar.capture === undefined) return sidecar;
  const capture: Capture = { ...sidecar.capture, passesThrough: mode === 'All' };
  return { ...sidecar, capture };
}
