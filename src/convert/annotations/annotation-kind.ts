import type { IngressRule } from '#resources';

/** Filter is a filter of an HTTPRoute, as people write it. */
export type Filter = Readonly<Record<string, unknown>>;

/** UrlRewrite is what a rule changes in the requests that it sends on; a rule has one at most. */
export interface UrlRewrite {
  readonly hostname?: string;
  readonly path?: Readonly<Record<string, string>>;
}

/** RuleMeaning is what annotations say about one rule of an Ingress. */
export interface RuleMeaning {
  /** How the path is matched instead. */
  readonly match?: { readonly type: string; readonly value: string };
  readonly rewrite?: UrlRewrite;
  readonly filters?: readonly Filter[];
  /** The rule redirects, and sends nothing to its backend. */
  readonly redirect?: Readonly<Record<string, unknown>>;
}

/** AnnotationMeaning is what annotations say about an Ingress. */
export interface AnnotationMeaning {
  readonly ofRule?: (rule: IngressRule) => RuleMeaning;
  /** Other hosts that are served as each host of the Ingress is. */
  readonly aliases?: readonly string[];
  /** Where requests for `/` are redirected to. */
  readonly root?: string;
  /** Requests in plain text are redirected to TLS; `always`: also to hosts for which the Ingress has no certificate. */
  readonly toTls?: 'with-certificate' | 'always';
}

/**
 * AnnotationKind is annotations of ingress-nginx that say one thing together. Each kind is one file, and one line in
 * `index.ts`.
 */
export interface AnnotationKind {
  /** What follows `nginx.ingress.kubernetes.io/`. */
  readonly names: readonly string[];
  /**
   * read gives what they mean, or says why no route can have it. `textOf` gives the value of one of them; undefined where it
   * is not written, and '' where nothing is.
   */
  read(
    textOf: (name: string) => string | undefined,
    rules: readonly IngressRule[],
  ): AnnotationMeaning | string;
}

/** isOn tells whether an annotation switches something on. */
export function isOn(value: string | undefined): boolean {
  return value?.trim() === 'true';
}

/** itemsOf is a list that is written with commas. */
export function itemsOf(value: string): readonly string[] {
  return value
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
}
