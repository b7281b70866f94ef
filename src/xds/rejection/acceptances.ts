import type { XdsResource } from '#lib/xds-resource.ts';

/**
 * Acceptances remembers which Envoy versions accepted which resource version. There are many resources and few Envoy
 * versions, so the sets of the latter are shared.
 */
export class Acceptances {
  readonly #of = new WeakMap<XdsResource, readonly string[]>();
  readonly #sets = new Map<string, readonly string[]>();

  has(resource: XdsResource, envoyVersion: string): boolean {
    return this.#of.get(resource)?.includes(envoyVersion) === true;
  }

  /** by gives the Envoy versions that accepted it. */
  by(resource: XdsResource): readonly string[] {
    return this.#of.get(resource) ?? [];
  }

  /** add gives false where that was known. */
  add(resource: XdsResource, envoyVersion: string): boolean {
    const before = this.#of.get(resource) ?? [];
    if (before.includes(envoyVersion)) return false;
    const key = [...before, envoyVersion].join('\n');
    const set = this.#sets.get(key) ?? [...before, envoyVersion];
    this.#sets.set(key, set);
    this.#of.set(resource, set);
    return true;
  }
}
