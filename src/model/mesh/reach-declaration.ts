import type { ServiceKind } from './service.ts';

/** ServiceSelector is how a proxy says which services of its mesh it reaches, and at which of their ports. */
export type ServiceSelector = {
  readonly of: ServiceKind;
  /** A port by its name, or by its number. Absent: every port, named or not. */
  readonly port?: string;
} & (
  | { readonly kind: 'all' }
  /** Where `namespace` is absent, those of every namespace. */
  | { readonly kind: 'named'; readonly name: string; readonly namespace?: string }
  /** Services that have all of these labels. */
  | { readonly kind: 'labelled'; readonly labels: Readonly<Record<string, string>> }
);

/**
 * ReachDeclaration is what a proxy declares that it reaches: ports that any of its selectors selects. Proxies with equal
 * declarations share one reach set.
 */
export interface ReachDeclaration {
  /** What is of another mesh is never reached. */
  readonly mesh: string;
  readonly services: readonly ServiceSelector[];
  /**
   * Names of the policies that shape all that the proxy sends, in their order. Two classes of proxies that one policy treats
   * differently do not use a service alike, and so have two sets.
   */
  readonly policies: readonly string[];
}

/** ReachablePort is what of a port of a service decides who reaches it. */
export interface ReachablePort {
  readonly mesh: string;
  readonly kind: ServiceKind;
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  readonly portName?: string;
}
