import type { ResourceKey } from '#lib/resource-ref.ts';

/** GenericSecret is a secret that a filter is configured with. Never printed. */
export interface GenericSecret {
  readonly key: ResourceKey;
  /** The object that it is made from. */
  readonly origin: ResourceKey;
  readonly text: string;
}
