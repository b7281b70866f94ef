import type { Collection } from '#graph';
import type { AssignedAddresses, ClusterHealth, Known, TakenAddress, VirtualAddresses } from '#model';
import type { Refusal } from '#status';
import type { AddressPolicy } from '#translate';

/** PipelineInputs is what enters the graph beside resources. */
export interface PipelineInputs {
  readonly policy: AddressPolicy;
  /** What is known of the wants of translation, by `wantKey`. */
  readonly discovered: Collection<Known>;
  /** Virtual addresses that services of meshes were given, by the keys of `addressWants`. */
  readonly addresses: Collection<VirtualAddresses>;
  /** Addresses that were written for one service but belong to another. */
  readonly takenAddresses: Collection<readonly TakenAddress[]>;
  /** Parts of virtual hosts that Envoy refused, by the name of the virtual host. */
  readonly withheld: Collection<ReadonlyMap<string, string>>;
  readonly refusals: Collection<Refusal>;
  readonly served?: Collection<true>;
  /** See TranslateOptions. */
  readonly gatewayAddresses?: Collection<AssignedAddresses>;
  readonly proxiesStartElsewhere?: boolean | undefined;
  /** Ports that may be listened on, by `portKey`; absent: all. */
  readonly grantedPorts?: Collection<true>;
  /** What proxies report about the endpoints of clusters; absent where no proxies run. */
  readonly health?: Collection<ClusterHealth>;
  /** See EnvoyInputs. */
  readonly healthEvents?: string;
}
