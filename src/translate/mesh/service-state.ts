import type { Inbound, Service, ServicePort } from '#model';
import type { Selection } from './selection.ts';

/** Target is which inbounds of the workloads that serve a service are meant by one of its ports. */
export type Target =
  | { readonly kind: 'port'; readonly port: number }
  | { readonly kind: 'name'; readonly name: string }
  /** Every one that was selected. */
  | { readonly kind: 'any' };

/** ServedPort is a port of a service, and who serves it. */
export interface ServedPort extends ServicePort {
  readonly target: Target;
}

/** ServiceState is a service as translated: all that those need to know who call it. */
export interface ServiceState extends Service {
  /** Virtual addresses that it was given by whoever wrote it. */
  readonly addresses: readonly string[];
  /** By what its virtual addresses are found: itself, or a name that it shares with others. */
  readonly addressedBy: string;
  /** RFC 3339, or '' where none was written. */
  readonly created: string;
}

/** ServedService is one that workloads of its mesh serve. */
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
