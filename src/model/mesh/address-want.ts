import type { VirtualAddresses } from './names.ts';
import type { ServiceKind } from './service.ts';

/** AddressWant is the wish of a service, or of a name of a VirtualOutbound, for virtual addresses. */
export interface AddressWant {
  /** The kind of service: it decides from which network the addresses are taken. */
  readonly kind: ServiceKind;
  /** Addresses that it was given elsewhere, by its user or by Kubernetes. It keeps them. */
  readonly written?: VirtualAddresses;
}

/** TakenAddress is a written address that another want has had for longer. */
export interface TakenAddress {
  readonly address: string;
  /** The key of the want that has it. */
  readonly by: string;
}
