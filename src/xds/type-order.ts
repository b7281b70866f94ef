import { typeUrls, type XdsType } from '#lib/xds-resource.ts';

/** The order in which a change goes out on one stream. What must wait for an acknowledgement waits in its channel. */
export const typeOrder = ['cluster', 'endpoints', 'listener', 'route', 'virtualHost', 'secret'] as const;

/** The types whose resources can name clusters that they need. */
export const requiringTypes = ['listener', 'route', 'virtualHost'] as const;

const byUrl = new Map<string, XdsType>(typeOrder.map(type => [typeUrls[type], type]));

/** typeOfUrl is the inverse of typeUrls. */
export function typeOfUrl(url: string): XdsType | undefined {
  return byUrl.get(url);
}

/** mayRequire: its resources can name clusters that they need. */
export function mayRequire(type: XdsType): boolean {
  return requiringTypes.some(one => one === type);
}
