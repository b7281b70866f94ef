import type { ResourceKey } from '#lib/resource-ref.ts';

/** GenericSecret is a secret that a filter is set up with. Never printed. */
export interface GenericSecret {
  readonly key: ResourceKey;
  /** The object that it is made of. */
  readonly origin: ResourceKey;
  readonly text: string;
}
