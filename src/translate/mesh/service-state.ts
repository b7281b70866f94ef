import type { Inbound, Service, ServicePort } from '#model';
import type { Selection } from './selection.ts';

/** Target is which inbounds of the workloads behind a service one of its ports means. */
export type Target =
  | { readonly kind: 'port'; readonly port: number }
  | { readonly kind: 'name'; readonly name: string }
  /** Every selected inbound. */
  | { readonly kind: 'any' };

/** ServedPort is a port of a service, and the inbounds that serve it. */
export interface ServedPort extends ServicePort {
  readonly target: Target;
}

/** ServiceState is a service as translated: everything that its callers need. */
export interface ServiceState extends Service {
  /** The virtual addresses that its author wrote. */
  readonly addresses: readonly string[];
  /** The key of its virtual addresses: its own, or that of a name that it shares with others. */
  readonly addressedBy: string;
  /** RFC 3339, or '' where none was written. */
  readonly created: string;
}

/** ServedService is a service that workloads of its mesh serve. */
export interface ServedService extends Omit<ServiceState, 'ports'> {
  readonly ports: readonly ServedPort[];
  /** Which workloads serve it. */
  readonly selection: Selection;
}

/** isTarget tells whether a port of a service means an inbound. */
export function isTarget(target: Target, { port, name }: Inbound): boolean {
  switch (target.kind) {
    case 'port':
      return target.port === port;
    case 'name':
      return target.name === name;
    case 'any':
      return true;
  }
}
