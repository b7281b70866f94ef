import { type BackendUse, withMembers } from './backend-use.ts';
import type { HostEdit, HttpEdits } from './http-edits.ts';
import type { InjectedCredential } from './injected-credential.ts';
import type { Mirroring } from './policy/mirroring.ts';
import type { Owned } from './policy/owned.ts';
import type { Session } from './policy/session.ts';

/**
 * Destination takes a share of what is forwarded. The share of an `invalid` one fails: it is answered with 500, or its
 * connections are closed.
 */
export type Destination =
  | {
      readonly kind: 'backend';
      readonly use: BackendUse;
      readonly weight: number;
      /** What is changed of the requests that go here, where they are requests. */
      readonly edits?: DestinationEdits;
    }
  | {
      readonly kind: 'invalid';
      readonly weight: number;
      /** Who it would go to, were that one usable: it stays known who refers to it. */
      readonly meant?: BackendUse;
    };

/** DestinationEdits leave out the path, and all hosts but those that are written: Envoy has the others for a whole rule only. */
export interface DestinationEdits extends Omit<HttpEdits, 'path' | 'host'> {
  readonly host?: Extract<HostEdit, { kind: 'name' }>;
  readonly credentials?: readonly Owned<InjectedCredential>[];
  /** Keeps a client at one endpoint of this backend, where the rule does not. */
  readonly session?: Session;
}

/** Mirror sends a copy of `numerator` in `denominator` requests; its answer is ignored. */
export interface Mirror {
  readonly use: BackendUse;
  readonly numerator: number;
  readonly denominator: number;
  readonly manner?: Mirroring;
}

/** Forwarding is where a rule sends what it is given, whatever kind of route it stands in. */
export interface Forwarding {
  readonly destinations: readonly Destination[];
  readonly mirrors: readonly Mirror[];
}

/** canForward tells whether any share of a forwarding has somewhere to go. */
export function canForward({ destinations }: Forwarding): boolean {
  return destinations.some(d => d.kind === 'backend' && d.weight > 0);
}

/** usesOf lists the uses that a forwarding names, mirrors included. */
export function usesOf({ destinations, mirrors }: Forwarding): BackendUse[] {
  return [...destinations.flatMap(namedBy), ...mirrors.flatMap(m => withMembers(m.use))];
}

function namedBy(destination: Destination): readonly BackendUse[] {
  if (destination.weight === 0) return [];
  if (destination.kind === 'backend') return withMembers(destination.use);
  return destination.meant === undefined ? [] : [destination.meant];
}
