import { createHash } from 'node:crypto';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { Rejections } from '../rejection/rejections.ts';
import { lengthDelimited } from '../wire/frame.ts';
import { routeOf } from './route-name.ts';
import type { View } from './view.ts';

const virtualHostsField = 2;

/**
 * RouteAssembly puts virtual hosts back into their route configurations, for clients without delta. A configuration is made
 * anew only when something in it changed; all such clients of a view with the same Envoy version share it.
 */
export class RouteAssembly {
  readonly #rejections: Rejections;
  readonly #made = new WeakMap<View, Map<string, Assembled>>();

  constructor(rejections: Rejections) {
    this.#rejections = rejections;
  }

  route(view: View, name: string, envoyVersion: string): XdsResource | undefined {
    const route = view.resource('route', name);
    if (route?.inline === undefined) return route;
    const hosts = this.#hosts(view, name, envoyVersion);
    const recipe = hosts.reduce(
      (hash, host) => hash.update(host.version),
      createHash('sha256').update(route.version),
    );
    const key = `${envoyVersion}/${name}`;
    const version = recipe.digest('hex').slice(0, 16);
    const made = this.#made.get(view) ?? new Map<string, Assembled>();
    this.#made.set(view, made);
    const before = made.get(key);
    if (before?.recipe === version) return before.resource;
    const resource = assemble(route, route.inline, hosts);
    made.set(key, { recipe: version, resource });
    return resource;
  }

  #hosts(view: View, route: string, envoyVersion: string): readonly XdsResource[] {
    const hosts: XdsResource[] = [];
    for (const name of view.members('virtualHost')) {
      if (routeOf(name) !== route) continue;
      const current = view.resource('virtualHost', name);
      if (current === undefined) continue;
      const host = this.#rejections.refuses(current, envoyVersion)
        ? this.#rejections.lastGood(current, envoyVersion)
        : current;
      if (host !== undefined) hosts.push(host);
    }
    return hosts.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

interface Assembled {
  readonly recipe: string;
  readonly resource: XdsResource;
}

function assemble(route: XdsResource, inline: Uint8Array, hosts: readonly XdsResource[]): XdsResource {
  return xdsResource({
    type: 'route',
    name: route.name,
    bytes: Buffer.concat([inline, ...hosts.map(host => lengthDelimited(virtualHostsField, host.bytes))]),
    requires: [...new Set([...route.requires, ...hosts.flatMap(host => host.requires)])],
    origins: [...new Set([...route.origins, ...hosts.flatMap(host => host.origins)])],
  });
}
