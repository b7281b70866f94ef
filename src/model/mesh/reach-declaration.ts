import { hasEntries } from '#lib/has-entries.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey } from '../backend.ts';
import type { ServiceKind, ServiceProtocol } from './service.ts';

/** ServiceSelector is how a proxy says which services of its mesh it reaches, and at which of their ports. */
export type ServiceSelector = {
  readonly of: ServiceKind;
  /** A port by its name, or by its number. Absent: every port, named or not. */
  readonly port?: string;
  /** Where it is written; two that differ in nothing else select the same. */
  readonly at?: string;
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
  /**
   * Which admissions let the proxy in (`admissionKey`), in order, where reach follows permissions. Absent: it is told of services
   * whether or not they let it in.
   */
  readonly admissions?: readonly string[];
}

/** ReachablePort is what of a port of a service decides who reaches it, and what policies say of it. */
export interface ReachablePort {
  readonly mesh: string;
  readonly kind: ServiceKind;
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  readonly portName?: string;
  /** The admissions at the inbounds that serve it, where reach follows permissions and all of them ask who calls. */
  readonly admissions?: readonly string[];
}

/** CalledPort is a port that can be reached, as those see it who call it. */
export interface CalledPort extends ReachablePort {
  readonly backend: BackendKey;
  readonly origin: ResourceKey;
  readonly protocol: ServiceProtocol;
}

/** isLetIn: nobody keeps a proxy of this declaration out of a port, as far as reach follows permissions. */
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

/** sortedLabels are labels, or tags, in the order of their names. */
export function sortedLabels(
  labels: Readonly<Record<string, string>>,
): readonly (readonly [label: string, value: string])[] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** selects: a selector holds this port, of whatever mesh. */
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
