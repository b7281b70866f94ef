import type { XdsType } from '#lib/xds-resource.ts';

/** Member says that a set holds the resource of this name. Endpoints come with the clusters that need them. */
export interface Member {
  readonly set: string;
  readonly type: XdsType;
  readonly name: string;
  /** The resource's key, where it is not the name. */
  readonly key?: string;
}

/** member is a Member under a key that tells the resource: two sets may have different resources of one name. */
export function member(set: string, type: XdsType, name: string, key = name): readonly [string, Member] {
  return [[set, type, key].join('\n'), memberOf(set, type, name, key)];
}

/** memberOf leaves the key out where it is the name. */
export function memberOf(set: string, type: XdsType, name: string, key: string): Member {
  return key === name ? { set, type, name } : { set, type, name, key };
}
