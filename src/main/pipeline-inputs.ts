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
  /** Those that were written for one and are another's. */
  readonly takenAddresses: Collection<readonly TakenAddress[]>;
  /** Parts that Envoy refused, by name of the virtual host. */
  readonly withheld: Collection<ReadonlyMap<string, string>>;
  readonly refusals: Collection<Refusal>;
  readonly served?: Collection<true>;
  /** See TranslateOptions. */
  readonly gatewayAddresses?: Collection<AssignedAddresses>;
  readonly proxiesStartElsewhere?: boolean | undefined;
  /** Ports that may be listened on, by `portKey`; left out, all may be. */
  readonly grantedPorts?: Collection<true>;
  /** What proxies tell of the endpoints of clusters; left out where none runs. */
  readonly health?: Collection<ClusterHealth>;
  /** See EnvoyInputs. */
  readonly healthEvents?: string;
}
