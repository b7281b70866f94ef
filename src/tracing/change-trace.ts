import { displayRef, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { Seen } from '#lib/seen.ts';
import { Awaited, type Push, type XdsChange } from '#xds';
import type { Span } from './span.ts';

/** The most objects and resources named in one attribute, and the most responses of one change with a span. */
const mostNames = 10;
const mostResponses = 50;

/** The name for the time between notice and use, by the kind of source. */
const readings = { file: 'parse', watch: 'parse', write: 'store' } as const;

/**
 * ChangeTrace follows one change on its way to the proxies: from when it was noticed until they have acknowledged the
 * result. Times are ms by `steadyClock`. It holds names and counts, never contents.
 */
export class ChangeTrace {
  readonly #keys: readonly ResourceKey[];
  readonly #seen: Seen | undefined;
  readonly #begun: number;
  #settled: number;
  #encoding: { readonly start: number; end: number | undefined } | undefined;
  readonly #awaited = new Awaited();
  readonly #responses: Span[] = [];
  readonly #proxies = new Set<string>();
  #responseCount = 0;
  #lastAnswer: number;

  constructor(keys: readonly ResourceKey[], seen: Seen | undefined, now: number) {
    this.#keys = keys;
    this.#seen = seen;
    this.#begun = now;
    this.#settled = now;
    this.#lastAnswer = now;
  }

  get begun(): number {
    return this.#begun;
  }

  /** True where nothing that proxies hold changed. */
  get isOver(): boolean {
    return this.#awaited.isEmpty;
  }

  /** ran says that a derivation is about to run: encoding lasts from the first of `envoy` to the end of the last. */
  ran(collection: string, now: () => number): void {
    const isEncoding = collection.startsWith('envoy/');
    if (isEncoding && this.#encoding === undefined) this.#encoding = { start: now(), end: undefined };
    else if (this.#encoding !== undefined)
      this.#encoding.end = isEncoding ? undefined : (this.#encoding.end ?? now());
  }

  applied({ resources = [], members = [] }: XdsChange): void {
    for (const { type, key, resource } of resources) this.#awaited.add(type, resource?.name ?? key);
    for (const { type, name } of members) this.#awaited.add(type, name);
  }

  settled(now: number): void {
    this.#settled = now;
    this.#lastAnswer = now;
    if (this.#encoding !== undefined) this.#encoding.end ??= now;
  }

  /** pushed takes a response that was answered just now; gives whether it is about this change. */
  pushed(push: Push, now: number): boolean {
    const sentAt = now - push.milliseconds;
    if (sentAt < this.#begun || !this.#awaited.isIn(push)) return false;
    this.#proxies.add(push.client);
    this.#lastAnswer = now;
    if (++this.#responseCount > mostResponses) return true;
    const { view, type, names, removed, bytes, rejected } = push;
    this.#responses.push(
      span('acknowledge', sentAt, now, {
        hasFailed: rejected !== undefined,
        attributes: {
          'fairlead.proxy': view,
          'fairlead.xds.type': type,
          'fairlead.xds.names': names.slice(0, mostNames),
          'fairlead.xds.name.count': names.length,
          'fairlead.xds.removed.count': removed.length,
          'fairlead.xds.bytes': bytes,
        },
      }),
    );
    return true;
  }

  /**
   * end returns the span of the whole way; `waiting`: how many proxies have not acknowledged everything yet; `untraced`: how
   * many earlier changes were not traced.
   */
  end(waiting: number, untraced: number): Span {
    const { by, at: seenAt = this.#begun } = this.#seen ?? {};
    const hasFailed = this.#responses.some(response => response.hasFailed);
    const encoding = this.#encoding;
    return span('change', seenAt, this.#lastAnswer, {
      hasFailed,
      attributes: {
        ...(by === undefined ? {} : { 'fairlead.source': by }),
        'fairlead.objects': this.#keys.slice(0, mostNames).map(shown),
        'fairlead.object.count': this.#keys.length,
        'fairlead.proxy.count': this.#proxies.size,
        'fairlead.response.count': this.#responseCount,
        ...(waiting === 0 ? {} : { 'fairlead.proxy.waiting': waiting }),
        ...(untraced === 0 ? {} : { 'fairlead.untraced': untraced }),
      },
      children: [
        ...(by === undefined ? [] : [span(readings[by], seenAt, this.#begun)]),
        span('settle', this.#begun, this.#settled, {
          children:
            encoding === undefined ? [] : [span('encode', encoding.start, encoding.end ?? this.#settled)],
        }),
        ...(this.isOver
          ? []
          : [span('push', this.#settled, this.#lastAnswer, { hasFailed, children: this.#responses })]),
      ],
    });
  }
}

function span(
  name: string,
  start: number,
  end: number,
  { attributes = {}, hasFailed = false, children = [] }: Partial<Span> = {},
): Span {
  return { name, start, end, attributes, hasFailed, children };
}

/** A document that names no object goes by its file and position. */
function shown(key: ResourceKey): string {
  return key.includes('#') ? key : displayRef(parseResourceKey(key));
}
