import type { Finding } from '#lib/finding.ts';
import { keptList } from '#lib/kept-list.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { ProxyId, Verdicts } from '#model';
import type { ListenerSet } from '#resources';
import { isOfIngress } from '../ingresses/tls-listeners.ts';
import { parentKey } from '../parent-key.ts';
import { fails, holds } from '../verdict.ts';
import { isInvalid, type ListenerState } from './listener.ts';

/** ListenerSetState is a ListenerSet as translated with the gateway whose listeners it adds to. */
export interface ListenerSetState {
  readonly resource: ListenerSet;
  readonly gateway: ResourceKey;
  readonly proxy: ProxyId;
  readonly listeners: readonly ListenerState[];
  readonly verdicts: Verdicts;
  readonly findings: readonly Finding[];
}

/** parentOf is the parent that a set says it adds to. */
export function parentOf({ ref, spec: { parentRef } }: ListenerSet): ResourceKey {
  return parentKey(parentRef, ref.namespace);
}

/** listenerSetState decides about a set that its gateway allows; `isParentRefused` where the gateway itself is not accepted. */
export function listenerSetState(
  resource: ListenerSet,
  gateway: { readonly key: ResourceKey; readonly proxy: ProxyId },
  listeners: readonly ListenerState[],
  isParentRefused: boolean,
): ListenerSetState {
  return {
    resource,
    gateway: gateway.key,
    proxy: gateway.proxy,
    listeners,
    verdicts: isParentRefused ? refusedWithParent : verdicts(listeners),
    findings: keptList(listeners.flatMap(l => l.findings)),
  };
}

/** isAttached tells whether a set counts as one that adds to its gateway's listeners. */
export function isAttached({ resource, verdicts }: ListenerSetState): boolean {
  return verdicts.Accepted?.holds === true && !isOfIngress(resource);
}

const parentRefused = 'The Gateway that it adds to is not accepted';
const refusedWithParent: Verdicts = {
  Accepted: fails('ParentNotAccepted', parentRefused),
  Programmed: fails('ParentNotProgrammed', parentRefused),
};

function verdicts(listeners: readonly ListenerState[]): Verdicts {
  const invalid = listeners.filter(isInvalid);
  const isServing = listeners.some(l => l.inForce !== undefined);
  const message = `Not valid: ${invalid.map(l => l.section).join(', ')}; see the listeners' conditions`;
  return {
    Accepted:
      invalid.length === 0
        ? holds('Accepted', 'The ListenerSet was accepted')
        : { holds: isServing, reason: 'ListenersNotValid', message },
    Programmed: isServing
      ? holds('Programmed', 'The ListenerSet is part of the configuration')
      : fails('ListenersNotValid', message),
  };
}
