import type { XdsType } from '#lib/xds-resource.ts';

/** Member says that a set holds the resource of this name. Endpoints come with the clusters that need them. */
export interface Member {
  readonly set: string;
  readonly type: XdsType;
  readonly name: string;
}
