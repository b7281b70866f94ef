import type { VirtualAddresses } from './names.ts';
import type { ServiceKind } from './service.ts';

/** AddressWant is somebody (a service, a name of a VirtualOutbound) who wants virtual addresses. */
export interface AddressWant {
  /** Out of whose network. */
  readonly kind: ServiceKind;
  /** Those that it has been given elsewhere: written by its user, or by Kubernetes. It keeps them. */
  readonly written?: VirtualAddresses;
}

/** TakenAddress is a written address that somebody has had for longer. */
export interface TakenAddress {
  readonly address: string;
  /** Whose it is: the key of a want. */
  readonly by: string;
}
