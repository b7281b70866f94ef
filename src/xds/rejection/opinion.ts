import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { Rejection } from '../server.ts';
import {
  beginIsolation,
  type Isolation,
  partsAccepted,
  partsRefused,
  retainParts,
  withheldParts,
} from './isolation.ts';

/** Opinion is what one Envoy version thinks of one resource. */
export class Opinion {
  readonly envoyVersion: string;
  /** The version that it accepted before the present one; undefined once the present one is accepted as well. */
  lastGood: XdsResource | undefined;
  #refusal: Rejection | undefined;
  #isolation: Isolation | undefined;
  readonly #guilty = new Map<string, Rejection>();
  readonly #origins = new Map<string, string>();

  constructor(envoyVersion: string) {
    this.envoyVersion = envoyVersion;
  }

  /** restore takes what was remembered over a restart. */
  restore(rejection: Rejection): void {
    const { type, name, key, lastGood, parts } = rejection;
    if (parts.length === 0) this.#refusal = rejection;
    for (const part of parts) this.#guilty.set(part.id, rejection);
    if (lastGood !== undefined) {
      this.lastGood = xdsResource({
        type,
        name,
        ...(key && { key }),
        bytes: Buffer.from(lastGood, 'base64'),
      });
    }
  }

  refuses(resource: XdsResource): boolean {
    if (this.#refusal?.version === resource.version) return true;
    return this.#guilty.size > 0 && resource.parts.some(part => this.#guilty.has(part.id));
  }

  /** accept takes in that the present version was accepted; gives true where that changed anything. */
  accept(resource: XdsResource): boolean {
    const isolation = this.#isolation;
    const changed = this.#refusal !== undefined || isolation !== undefined;
    this.#refusal = undefined;
    this.lastGood = undefined;
    if (isolation === undefined) return changed;
    const next = partsAccepted(isolation, ids(resource));
    this.#isolation = isolation.groups.length === 0 ? undefined : next;
    this.#blame(next, resource);
    return true;
  }

  /** refuse takes in that the present version, alone in a response, was refused. `divisible`: it can be made without parts. */
  refuse(resource: XdsResource, message: string, divisible: boolean): void {
    const { version, origins, parts } = resource;
    const { envoyVersion, lastGood } = this;
    this.#refusal = {
      ...{ ...named(resource), version, envoyVersion, message, origins, parts: [] },
      // A rejection is kept over a restart; the bytes of a secret are not.
      ...(lastGood === undefined || resource.type === 'secret'
        ? {}
        : { lastGood: Buffer.from(lastGood.bytes).toString('base64') }),
    };
    if (!divisible) return;
    for (const part of parts) this.#origins.set(part.id, part.origin);
    const before = this.#isolation ?? beginIsolation(lastGood === undefined ? [] : ids(lastGood));
    this.#isolation = partsRefused(before, ids(resource), message);
    if (this.#isolation !== undefined) this.#blame(this.#isolation, resource);
  }

  /** Guilty parts become rejections of their own, on what the user wrote. */
  #blame(isolation: Isolation, resource: XdsResource): void {
    const { envoyVersion } = this;
    for (const [id, message] of isolation.guilty) {
      const origin = this.#origins.get(id);
      if (this.#guilty.has(id) || origin === undefined) continue;
      const blamed = { origins: [origin], parts: [{ id, origin }] };
      const { version } = resource;
      this.#guilty.set(id, { ...named(resource), version, envoyVersion, message, ...blamed });
    }
  }

  /** retain forgets the parts that were mended or removed; gives true where there were any. */
  retain(resource: XdsResource): boolean {
    if (resource.withheld === undefined) return false;
    const there = new Set([...resource.withheld, ...ids(resource)]);
    const gone = [...this.#guilty.keys()].filter(part => !there.has(part));
    for (const part of gone) this.#guilty.delete(part);
    if (this.#isolation !== undefined)
      this.#isolation = retainParts(this.#isolation, part => there.has(part));
    return gone.length > 0;
  }

  /** rejections are the guilty parts, and the whole resource unless the guilty part is still being looked for. */
  rejections(): readonly Rejection[] {
    const whole = this.#refusal === undefined || this.#isolation !== undefined ? [] : [this.#refusal];
    return [...whole, ...this.#guilty.values()];
  }

  withheld(): ReadonlyMap<string, string> {
    const guilty = [...this.#guilty].map(([id, { message }]) => [id, message] as const);
    return new Map([...guilty, ...(this.#isolation === undefined ? [] : withheldParts(this.#isolation))]);
  }

  /** idle: it has nothing to say. */
  get idle(): boolean {
    return (
      this.#refusal === undefined &&
      this.#isolation === undefined &&
      this.lastGood === undefined &&
      this.#guilty.size === 0
    );
  }
}

function named({ type, name, key }: XdsResource): Pick<Rejection, 'type' | 'name' | 'key'> {
  return { type, name, ...(key && { key }) };
}

function ids(resource: XdsResource): readonly string[] {
  return resource.parts.map(part => part.id);
}
