import type { ReachablePort } from '#model';
import { isAbout } from './match-destination.ts';
import { isMeshWide, isOfType, type MatchedProxy, matchedInbounds, type ProxyType } from './match-proxy.ts';
import { inOrder, isOfPlaces, type PolicyItem } from './policy-item.ts';

/**
 * What of all items holds for a proxy is told in two steps, so that nothing is kept for each proxy that many share: items about
 * the whole mesh hold for all proxies of a type, and the others put those that they are about into a class.
 */

/** meshWideItems are the items that are about what proxies of a type call at a destination. */
export function meshWideItems(
  items: readonly PolicyItem[],
  type: ProxyType,
  destination: ReachablePort,
): readonly PolicyItem[] {
  return inOrder(
    items.filter(item => isMeshWide(item) && isOfType(item, type) && isCalled(item, destination)),
  );
}

/** narrowItems are the items about what it calls that a proxy is in a class for. */
export function narrowItems(items: readonly PolicyItem[], proxy: MatchedProxy): readonly PolicyItem[] {
  return items.filter(
    item =>
      !isMeshWide(item) && item.subject.kind === 'outbound' && matchedInbounds(item, proxy) !== undefined,
  );
}

/** classItems are the items that hold at a destination for a class: those of the whole mesh, and its own. */
export function classItems(
  meshWide: readonly PolicyItem[],
  ofClass: readonly PolicyItem[],
  destination: ReachablePort,
): readonly PolicyItem[] {
  const own = ofClass.filter(item => isCalled(item, destination));
  return own.length === 0 ? meshWide : inOrder([...meshWide, ...own]);
}

/** isCalled: an item is about what is called at a destination. */
export function isCalled(item: PolicyItem, destination: ReachablePort): boolean {
  const { mesh, namespace, subject } = item;
  if (isOfPlaces(item)) return mesh === destination.mesh;
  if (subject.kind !== 'outbound') return false;
  return isAbout({ mesh, to: subject.to, ...(namespace === undefined ? {} : { namespace }) }, destination);
}

/** inboundItems are the items about what a proxy is called for at one of its inbounds, those of the whole mesh included. */
export function inboundItems(
  items: readonly PolicyItem[],
  proxy: MatchedProxy,
  inbound: string,
): readonly PolicyItem[] {
  return inOrder(
    items.filter(
      item =>
        item.subject.kind === 'inbound' &&
        matchedInbounds(item, proxy)?.some(({ name }) => name === inbound) === true,
    ),
  );
}
