import type { XdsType } from '#lib/xds-resource.ts';

/** PrintedResource is a resource of a proxy as Envoy's admin interface would print it, without secrets. */
export interface PrintedResource {
  readonly type: XdsType;
  readonly name: string;
  readonly version: string;
  readonly value: unknown;
}
