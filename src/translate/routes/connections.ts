import type { AnyRoute, RouteBackendRef } from '#resources';
import { forwardingOf } from './forwarding.ts';
import { type Noted, noted } from './noted.ts';
import type { ResolveRef, RouteBody } from './route-kind.ts';

interface Written {
  readonly ref: Pick<AnyRoute['ref'], 'kind'>;
  readonly spec: {
    readonly rules: readonly { readonly name?: string; readonly backendRefs: readonly RouteBackendRef[] }[];
  };
}

/** translateConnections translates a route that forwards whole connections or, for UDP, all datagrams of a client. */
export function translateConnections(
  { ref, spec: { rules } }: Written,
  resolve: ResolveRef,
  kind: 'tcp' | 'udp' = 'tcp',
): Noted<RouteBody | undefined> {
  const [rule, second] = rules;
  if (rule === undefined || second !== undefined) {
    const message = `a ${ref.kind} has one rule, as connections say nothing to choose another by`;
    return noted(undefined, { kind: 'refused', reason: 'InvalidRule', message, rule: 1, path: '' });
  }
  const { value: forwarding, notes } = forwardingOf(0, rule.backendRefs, resolve);
  const name = rule.name === undefined ? {} : { rule: rule.name };
  return { value: { kind, ...name, forwarding }, notes };
}
