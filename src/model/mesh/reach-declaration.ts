import { hasEntries } from '#lib/has-entries.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey } from '../backend.ts';
import type { ServiceKind, ServiceProtocol } from './service.ts';

/** ServiceSelector selects services of a proxy's mesh, and ports of them, that the proxy reaches. */
export type ServiceSelector = {
  readonly of: ServiceKind;
  /** The name or the number of a port. Absent: every port, named or not. */
  readonly port?: string;
  /** Where it is written; selectors that differ only in this select the same. */
  readonly at?: string;
} & (
  | { readonly kind: 'all' }
  /** Where `namespace` is absent, services of every namespace. */
  | { readonly kind: 'named'; readonly name: string; readonly namespace?: string }
  /** Services that have all of these labels. */
  | { readonly kind: 'labelled'; readonly labels: Readonly<Record<string, string>> }
);

/**
 * ReachDeclaration is what a proxy declares that it reaches: the ports that any of its selectors selects. Proxies with equal
 * declarations share one reach set.
 */
export interface ReachDeclaration {
  /** Ports of another mesh are never reached. */
  readonly mesh: string;
  readonly services: readonly ServiceSelector[];
  /**
   * Names of the policies that shape all that the proxy sends, sorted. Two classes of proxies that a policy treats differently
   * use a service differently, and so have two sets.
   */
  readonly policies: readonly string[];
  /**
   * Keys of the admissions that let the proxy in (`admissionKey`), sorted, where reach follows permissions. Absent: the proxy is
   * told of services whether or not they let it in.
   */
  readonly admissions?: readonly string[];
}

/** ReachablePort holds those traits of a service's port that decide who reaches it and which policies apply. */
export interface ReachablePort {
  readonly mesh: string;
  readonly kind: ServiceKind;
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  readonly portName?: string;
  /**
   * Keys of the admissions at the inbounds that serve it. Present where reach follows permissions and every such inbound checks
   * its callers.
   */
  readonly admissions?: readonly string[];
}

/** CalledPort is a reachable port as its callers see it. */
export interface CalledPort extends ReachablePort {
  readonly backend: BackendKey;
  readonly origin: ResourceKey;
  readonly protocol: ServiceProtocol;
}

/** isLetIn tells that no admission keeps a proxy of this declaration out of a port, as far as reach follows permissions. */
export function isLetIn(
  { admissions }: Pick<ReachDeclaration, 'admissions'>,
  port: Pick<ReachablePort, 'admissions'>,
): boolean {
  if (admissions === undefined || port.admissions === undefined) return true;
  return port.admissions.some(admission => admissions.includes(admission));
}

/** selectorKey is the same for selectors that select the same, however they are written. */
export function selectorKey(selector: ServiceSelector): string {
  const { kind, of, port = '' } = selector;
  switch (kind) {
    case 'all':
      return JSON.stringify([of, port]);
    case 'named':
      return JSON.stringify([of, port, 'named', selector.name, selector.namespace ?? '']);
    case 'labelled': {
      const labels = sortedLabels(selector.labels);
      return JSON.stringify(labels.length === 0 ? [of, port] : [of, port, 'labelled', ...labels]);
    }
  }
}

/** sortedLabels returns labels, or tags, in the order of their names. */
export function sortedLabels(
  labels: Readonly<Record<string, string>>,
): readonly (readonly [label: string, value: string])[] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** selects tells whether a selector selects this port, whatever its mesh. */
export function selects(selector: ServiceSelector, reachable: ReachablePort): boolean {
  if (selector.of !== reachable.kind || !isOfPort(selector, reachable)) return false;
  switch (selector.kind) {
    case 'all':
      return true;
    case 'named':
      return (
        selector.name === reachable.name &&
        (selector.namespace === undefined || selector.namespace === reachable.namespace)
      );
    case 'labelled':
      return hasEntries(reachable.labels, selector.labels);
  }
}

function isOfPort({ port }: ServiceSelector, reachable: ReachablePort): boolean {
  return port === undefined || port === String(reachable.port) || port === reachable.portName;
}
