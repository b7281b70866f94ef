import type { ResourceRef } from '#lib/resource-ref.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import type { Session } from '#model';
import type { SessionPersistence } from '#resources';

/** Ignored is a field that is written and has no effect; `path` is within the rule. */
export interface Ignored {
  readonly path: string;
  readonly message: string;
}

/** ruleName is a name that tells a rule from all others. */
export function ruleName(
  { kind, namespace, name }: ResourceRef,
  rule: { readonly name?: string },
  index: number,
): string {
  return [kind, namespace, name, rule.name ?? index].join('/');
}

/**
 * sessionOf reads how a rule keeps a client at one endpoint. Without a written name, the cookie or header gets one that is
 * the rule's own, as two rules do not lead to the same endpoints; `rule` tells the rule from all others.
 */
export function sessionOf(written: SessionPersistence | undefined, rule: string): Session | undefined {
  if (written === undefined) return undefined;
  const { type, name = `session-${hashBytes(rule)}`, path, lifetimeType, absoluteTimeout } = written;
  if (type === 'Header') return { kind: 'header', name: name.toLowerCase() };
  const isPermanent = lifetimeType === 'Permanent' && absoluteTimeout !== undefined;
  return { kind: 'cookie', name, path, ...(isPermanent ? { lifetime: absoluteTimeout } : {}) };
}

/** ignoredOf says which fields of it have no effect; `backends` is the number of backends that the rule chooses among. */
export function ignoredOf(written: SessionPersistence | undefined, backends: number): Ignored[] {
  if (written === undefined) return [];
  const { type, idleTimeout, lifetimeType, absoluteTimeout } = written;
  const at = (field: string, message: string) => ({ path: `sessionPersistence.${field}`, message });
  const isTimed = type === 'Cookie' && lifetimeType === 'Permanent';
  return [
    ...(idleTimeout === undefined
      ? []
      : [at('idleTimeout', 'has no effect: the proxy does not keep when a session was last used')]),
    ...(absoluteTimeout === undefined || isTimed
      ? []
      : [
          at(
            'absoluteTimeout',
            'has no effect but on a permanent cookie: the proxy keeps nothing of sessions',
          ),
        ]),
    ...(backends > 1
      ? [at('type', 'keeps a client at one endpoint of a backend, not at one of several backendRefs')]
      : []),
  ];
}
