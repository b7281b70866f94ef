import { findKinds, type ServedKind, servedKinds, typeName } from '#inspect';
import { Fault } from '#lib/fault.ts';
import type { Api } from './api/api.ts';

export type Kinds = readonly [ServedKind, ...ServedKind[]];

/** KindWord is a word and the kinds that it may mean: dialects have kinds of the same name (`backend`). */
export interface KindWord {
  readonly word: string;
  readonly kinds: Kinds;
}

/**
 * readKindWord looks up such a word. It throws a Fault (`usage`) for a word that means no kind; `others` are further words
 * that its message lists.
 */
export function readKindWord(word: string, others: readonly string[] = []): KindWord {
  const [first, ...more] = findKinds(word);
  if (first !== undefined) return { word, kinds: [first, ...more] };
  const known = [...servedKinds.map(({ plural }) => plural), ...others];
  const listed = `${known.slice(0, -1).join(', ')} and ${known.at(-1)}`;
  throw new Fault('usage', `${JSON.stringify(word)} is not a kind; there are ${listed}`);
}

/** kindsMeant are those of the kinds that have objects in a namespace (`-`: any); the first kind where none has. */
export async function kindsMeant(
  api: Api,
  { word, kinds }: KindWord,
  namespace: string,
  name?: string,
): Promise<Kinds> {
  const [first, ...more] = kinds;
  if (more.length === 0) return kinds;
  const asked = [word, namespace, ...(name === undefined ? [] : [name])].map(encodeURIComponent).join('/');
  const { items } = (await api.get(`/v1/kinds/${asked}`)) as { readonly items: readonly string[] };
  const [found = first, ...others] = kinds.filter(kind => items.includes(typeName(kind)));
  return [found, ...others];
}

/** kindMeant is the kind that has an object of this name; where several have, it throws a Fault (`usage`) that names them. */
export async function kindMeant(
  api: Api,
  word: KindWord,
  namespace: string,
  name: string,
): Promise<ServedKind> {
  const [kind, ...others] = await kindsMeant(api, word, namespace, name);
  if (others.length === 0) return kind;
  const named = [kind, ...others].map(one => `${typeName(one)}/${name}`).join(' or ');
  throw new Fault('usage', `there are several of that name: say ${named}`);
}
