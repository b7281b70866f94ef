import { keyOf, type XdsResource, type XdsType } from '#lib/xds-resource.ts';
import type { Client, Rejection, Withheld } from '../server.ts';
import { Acceptances } from './acceptances.ts';
import { Opinion } from './opinion.ts';

/** RejectionEvents is what Rejections tells the outside. */
export interface RejectionEvents {
  /** The list changed. */
  changed(): void;
  /** Asks for a resource without some parts; undefined where nobody can make one. */
  readonly withhold: ((withheld: Withheld) => void) | undefined;
  /** What clients of that resource should hold may be another version now. */
  affected(resource: XdsResource): void;
}

/** Holder is a set of resources, as Rejections sees it. */
interface Holder {
  holds(type: XdsType, name: string, key: string): boolean;
}

type Named = Pick<XdsResource, 'type' | 'name' | 'key'>;

/**
 * Rejections remembers what was refused, by Envoy version: a refused version is never sent again to clients of that
 * version, which keep what they hold. A resource that has parts is narrowed down to the guilty ones.
 */
export class Rejections {
  readonly #opinions = new Map<string, Opinion[]>();
  readonly #acceptances = new Acceptances();
  readonly #asked = new Map<string, string>();
  readonly #current: (type: XdsType, key: string) => XdsResource | undefined;
  readonly #events: RejectionEvents;

  constructor(
    given: readonly Rejection[],
    current: (type: XdsType, key: string) => XdsResource | undefined,
    events: RejectionEvents,
  ) {
    this.#current = current;
    this.#events = events;
    for (const rejection of given) {
      this.#opinion(rejection, rejection.envoyVersion).restore(rejection);
      this.#ask(rejection);
    }
  }

  /** refuses: this version must not go to clients of that Envoy version. */
  refuses(resource: XdsResource, envoyVersion: string): boolean {
    return this.#find(resource, envoyVersion)?.refuses(resource) === true;
  }

  /** lastGood is what a client that holds nothing gets in place of a refused version. */
  lastGood(resource: XdsResource, envoyVersion: string): XdsResource | undefined {
    return this.#find(resource, envoyVersion)?.lastGood;
  }

  accepted(resource: XdsResource, envoyVersion: string): void {
    if (!this.#acceptances.add(resource, envoyVersion)) return;
    const current = this.#current(resource.type, keyOf(resource));
    if (this.#isPresent(resource)) {
      const opinion = this.#find(resource, envoyVersion);
      if (opinion !== undefined) this.#accept(opinion, resource);
    } else if (current !== undefined && !this.#acceptances.has(current, envoyVersion)) {
      this.#opinion(resource, envoyVersion).lastGood = resource;
    }
  }

  /** Only the present version of a resource matters; an assembled route configuration is present, but in no catalogue. */
  #isPresent(resource: XdsResource): boolean {
    const current = this.#current(resource.type, keyOf(resource));
    return current === resource || current?.inline !== undefined;
  }

  #accept(opinion: Opinion, resource: XdsResource): void {
    const changed = opinion.accept(resource);
    this.#tidy(resource);
    if (!changed) return;
    this.#ask(resource);
    this.#events.changed();
  }

  /**
   * refuse takes in that this version, alone in a response, was refused. False where clients of the same Envoy version
   * accepted it: then it is not the resource that is to blame, but something about that one client.
   */
  refuse(resource: XdsResource, envoyVersion: string, message: string): boolean {
    if (this.#acceptances.has(resource, envoyVersion)) return false;
    const opinion = this.#opinion(resource, envoyVersion);
    if (opinion.lastGood?.version === resource.version) opinion.lastGood = undefined;
    if (this.#isPresent(resource) && !opinion.refuses(resource)) {
      opinion.refuse(resource, message, this.#events.withhold !== undefined);
      this.#ask(resource);
      this.#events.changed();
      this.#events.affected(resource);
    }
    this.#tidy(resource);
    return true;
  }

  /** replaced is told of every resource that comes, changes or goes. */
  replaced(type: XdsType, key: string, before: XdsResource | undefined, now: XdsResource | undefined): void {
    const known = this.#opinions.get(idOf(type, key));
    if (now === undefined) {
      if (known === undefined) return;
      this.#opinions.delete(idOf(type, key));
      this.#ask({ type, name: key });
      this.#events.changed();
      return;
    }
    if (before !== undefined && before.version !== now.version) {
      for (const envoyVersion of this.#acceptances.by(before)) {
        this.#opinion(now, envoyVersion).lastGood = before;
      }
    } else if (before !== undefined) {
      for (const envoyVersion of this.#acceptances.by(before)) this.#acceptances.add(now, envoyVersion);
    }
    for (const opinion of known ?? []) {
      const changed = opinion.retain(now);
      if (opinion.lastGood?.version === now.version) {
        this.#acceptances.add(now, opinion.envoyVersion);
        this.#accept(opinion, now);
      }
      if (changed) {
        this.#ask(now);
        this.#events.changed();
      }
    }
    this.#tidy(now);
  }

  /** forgetGone forgets resources that went while this program was not running: call it when all resources have been read. */
  forgetGone(): void {
    for (const one of this.list()) {
      const { type } = one;
      if (this.#current(type, keyOf(one)) === undefined)
        this.replaced(type, keyOf(one), undefined, undefined);
    }
  }

  list(): readonly Rejection[] {
    return [...this.#opinions.values()].flat().flatMap(opinion => opinion.rejections());
  }

  /** shown gives a function that finds the rejections, as of now, that touch a client with this Envoy version and these sets. */
  shown(): (envoyVersion: string, sets: readonly Holder[]) => Client['rejected'] {
    const list = this.list();
    const known = new Map<string, Map<Holder, Client['rejected']>>();
    // Thousands of clients may share a set: it is looked through once.
    const inSet = (envoyVersion: string, set: Holder) => {
      const ofVersion = known.get(envoyVersion) ?? new Map<Holder, Client['rejected']>();
      known.set(envoyVersion, ofVersion);
      const found = ofVersion.get(set) ?? list.filter(touches(envoyVersion, set)).map(shown);
      ofVersion.set(set, found);
      return found;
    };
    return (envoyVersion, sets) => {
      if (list.length === 0) return [];
      const [first = [], ...others] = sets
        .map(set => inSet(envoyVersion, set))
        .filter(found => found.length > 0);
      if (others.length === 0) return first;
      return [...new Map([first, ...others].flat().map(one => [JSON.stringify(one), one])).values()];
    };
  }

  #find(resource: Named, envoyVersion: string): Opinion | undefined {
    if (this.#opinions.size === 0) return undefined;
    return this.#opinions
      .get(idOf(resource.type, keyOf(resource)))
      ?.find(one => one.envoyVersion === envoyVersion);
  }

  #opinion(resource: Named, envoyVersion: string): Opinion {
    const found = this.#find(resource, envoyVersion);
    if (found !== undefined) return found;
    const opinion = new Opinion(envoyVersion);
    const id = idOf(resource.type, keyOf(resource));
    this.#opinions.set(id, [...(this.#opinions.get(id) ?? []), opinion]);
    return opinion;
  }

  #tidy(resource: Named): void {
    const id = idOf(resource.type, keyOf(resource));
    const left = (this.#opinions.get(id) ?? []).filter(opinion => !opinion.idle);
    if (left.length > 0) this.#opinions.set(id, left);
    else this.#opinions.delete(id);
  }

  /** Asks for the resource without what any Envoy version withholds; only where that differs from what was asked last. */
  #ask(resource: Named): void {
    const { type } = resource;
    const key = keyOf(resource);
    const id = idOf(type, key);
    const opinions = this.#opinions.get(id) ?? [];
    const parts = new Map(opinions.flatMap(opinion => [...opinion.withheld()]));
    const asked = [...parts.keys()].sort().join(' ');
    if (asked === (this.#asked.get(id) ?? '')) return;
    if (asked === '') this.#asked.delete(id);
    else this.#asked.set(id, asked);
    this.#events.withhold?.({ type, key, parts });
  }
}

function idOf(type: XdsType, key: string): string {
  return `${type} ${key}`;
}

function touches(envoyVersion: string, set: Holder): (one: Rejection) => boolean {
  return one => one.envoyVersion === envoyVersion && set.holds(one.type, one.name, keyOf(one));
}

function shown({ type, name, message }: Rejection): Client['rejected'][number] {
  return { type, name, message };
}
