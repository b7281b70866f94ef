import type { Collection } from '#graph';
import type { TakenAddress, VirtualAddresses } from '#model';
import type { AddressPolicy } from '../address-policy.ts';
import type { ExternalContext } from './external-services/external-service.ts';

/** MeshSurroundings is what meshes are translated with, besides the objects that people wrote. */
export interface MeshSurroundings
  extends AllocatedAddresses,
    Pick<ExternalContext, 'policy' | 'discovered'> {}

/** AllocatedAddresses are the virtual addresses that were given out, and the written ones that belong to somebody else. */
export interface AllocatedAddresses {
  readonly addresses: Collection<VirtualAddresses>;
  readonly takenAddresses: Collection<readonly TakenAddress[]>;
  /** Which addresses may be called. */
  readonly policy: AddressPolicy;
}
