import { typeUrls, type XdsType } from '#lib/xds-resource.ts';

/**
 * The types in the order in which a change goes out on one stream, and whether their resources can name clusters that they
 * need. What must wait for an acknowledgement waits in its channel.
 */
const types: Readonly<Record<XdsType, { readonly requires: boolean }>> = {
  cluster: { requires: false },
  endpoints: { requires: false },
  listener: { requires: true },
  route: { requires: true },
  virtualHost: { requires: true },
  hostname: { requires: false },
  secret: { requires: false },
};

export const typeOrder = Object.keys(types) as readonly XdsType[];

/** The types whose resources can name clusters that they need. */
export const requiringTypes: readonly XdsType[] = typeOrder.filter(mayRequire);

const byUrl = new Map<string, XdsType>(typeOrder.map(type => [typeUrls[type], type]));

/** typeOfUrl is the inverse of typeUrls. */
export function typeOfUrl(url: string): XdsType | undefined {
  return byUrl.get(url);
}

/** mayRequire: its resources can name clusters that they need. */
export function mayRequire(type: XdsType): boolean {
  return types[type].requires;
}
