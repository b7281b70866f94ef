import type { Collection } from '#graph';
import type { TakenAddress, VirtualAddresses } from '#model';
import type { AddressPolicy } from '../address-policy.ts';
import type { ExternalContext } from './external-services/external-service.ts';

/** MeshSurroundings is what meshes are translated with, beside what is written. */
export interface MeshSurroundings
  extends AllocatedAddresses,
    Pick<ExternalContext, 'policy' | 'discovered'> {}

/** AllocatedAddresses is who was given which virtual addresses, and which written ones are somebody else's. */
export interface AllocatedAddresses {
  readonly addresses: Collection<VirtualAddresses>;
  readonly takenAddresses: Collection<readonly TakenAddress[]>;
  /** What may be called by its address. */
  readonly policy: AddressPolicy;
}
