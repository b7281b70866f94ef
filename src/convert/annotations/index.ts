import { groupBy } from '#lib/group-by.ts';
import type { IngressRule } from '#resources';
import type {
  AnnotationKind,
  AnnotationMeaning,
  Filter,
  RuleMeaning,
  UrlRewrite,
} from './annotation-kind.ts';
import { cors } from './cors.ts';
import { elsewhere } from './elsewhere.ts';
import { aliases, forwardedPrefix, sentHost } from './headers.ts';
import { redirect, root, toTls } from './redirect.ts';
import { rewrite } from './rewrite.ts';

export type { RuleMeaning } from './annotation-kind.ts';

const annotationKinds: readonly AnnotationKind[] = [
  aliases,
  cors,
  forwardedPrefix,
  redirect,
  rewrite,
  root,
  sentHost,
  toTls,
];

const prefix = 'nginx.ingress.kubernetes.io/';

/** ReadAnnotations is what the annotations of an Ingress say, as far as routes can have it. */
export interface ReadAnnotations extends Omit<AnnotationMeaning, 'ofRule'> {
  ofRule(rule: IngressRule): RuleMeaning;
  /** Names of annotations that are in the routes now. */
  readonly kept: readonly string[];
  /** What is in no route, in words. */
  readonly lost: readonly string[];
}

/** readAnnotations reads all annotations of an Ingress. */
export function readAnnotations(
  annotations: Readonly<Record<string, string>>,
  rules: readonly IngressRule[],
): ReadAnnotations {
  const meanings: AnnotationMeaning[] = [];
  const kept: string[] = [];
  const lost: string[] = [];
  for (const kind of annotationKinds) {
    const own = kind.names.map(name => `${prefix}${name}`).filter(name => annotations[name] !== undefined);
    if (own.length === 0) continue;
    const meaning = kind.read(name => annotations[`${prefix}${name}`], rules);
    if (typeof meaning === 'string') {
      lost.push(`${namesOf(own)}: ${meaning}`);
    } else {
      meanings.push(meaning);
      if (Object.keys(meaning).length > 0) kept.push(...own);
    }
  }
  const read = new Set(annotationKinds.flatMap(({ names }) => names.map(name => `${prefix}${name}`)));
  const others = Object.keys(annotations)
    .filter(name => name !== 'kubernetes.io/ingress.class' && !name.startsWith('kubectl.kubernetes.io/'))
    .filter(name => !read.has(name));
  const byPlace = groupBy(others.sort(), name =>
    name.startsWith(prefix) ? (elsewhere(name.slice(prefix.length)) ?? '') : '',
  );
  for (const [place, names] of byPlace)
    lost.push(place === '' ? namesOf(names) : `${namesOf(names)}, for which there is ${place}`);
  const { ofRule: _, ...whole } = Object.assign({}, ...meanings) as AnnotationMeaning;
  return {
    ...whole,
    ofRule: rule => together(meanings.flatMap(({ ofRule }) => ofRule?.(rule) ?? [])),
    kept: kept.toSorted(),
    lost,
  };
}

function namesOf(names: readonly string[]): string {
  return `its ${names.length === 1 ? 'annotation' : 'annotations'} ${names.join(', ')}`;
}

/** A rule has one rewrite at the most, which changes host and path. */
function together(meanings: readonly RuleMeaning[]): RuleMeaning {
  const rewrite: UrlRewrite = Object.assign({}, ...meanings.map(one => one.rewrite));
  const filters: readonly Filter[] = meanings.flatMap(one => one.filters ?? []);
  return {
    ...(Object.assign({}, ...meanings) as RuleMeaning),
    ...(Object.keys(rewrite).length === 0 ? {} : { rewrite }),
    filters,
  };
}
