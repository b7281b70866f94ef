/** VirtualAddresses are the addresses at which sidecars take what is sent to a service; IPv4 first. */
export type VirtualAddresses = readonly string[];

/** Hostname is a name that a service goes by in its mesh. */
export interface Hostname {
  /** Lower case, without a trailing dot. */
  readonly name: string;
  readonly mesh: string;
  /** ResourceKey of the service, or of whatever else has virtual addresses of its own (a VirtualOutbound's name). */
  readonly of: string;
}
