import type { ReachablePort } from '#model';
import { isAbout } from './match-destination.ts';
import { isOfPlaces, type PolicyItem } from './policy-item.ts';

/** isCalled tells whether an item is about calls to a destination. */
export function isCalled(item: PolicyItem, destination: ReachablePort): boolean {
  const { mesh, namespace, subject } = item;
  if (isOfPlaces(item)) return mesh === destination.mesh;
  if (subject.kind !== 'outbound') return false;
  return isAbout({ mesh, to: subject.to, ...(namespace === undefined ? {} : { namespace }) }, destination);
}
