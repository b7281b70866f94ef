import { type ProxyIdentity, proxyIdentity } from '#model';
import type { KeyRing } from './key-ring.ts';
import type { Token } from './token.ts';

/** Denied says why a proxy may not be what it claims to be. */
export interface Denied {
  readonly kind: 'unauthenticated' | 'forbidden';
  readonly message: string;
}

/** TagsOf gives the tags of a dataplane's inbounds, by its mesh and name; undefined where there is none of that name. */
export type TagsOf = (
  mesh: string,
  dataplane: string,
) => ReadonlyMap<string, ReadonlySet<string>> | undefined;

/**
 * checkClaim tells whether the bearer of a token may be a proxy: undefined, or why not. `view` is the proxy's id. Tags in the
 * token are checked against the Dataplane, which must be known then; without `tagsOf` they are not checked yet.
 */
export async function checkClaim(
  { view, token }: { readonly view: string; readonly token: string | undefined },
  { ring, tagsOf, now }: { readonly ring: KeyRing; readonly tagsOf?: TagsOf; readonly now: number },
): Promise<Denied | undefined> {
  const identity = proxyIdentity(view);
  if (identity === undefined) return unknown(`${JSON.stringify(view.slice(0, 253))} names no proxy`);
  const who = nameOf(identity);
  if (token === undefined || token === '')
    return unknown(`${who} must show a token: fairlead generate dataplane-token makes one`);
  const purpose = identity.kind === 'sidecar' ? (`dataplane ${identity.mesh}` as const) : 'gateway';
  const verified = await ring.verify(token.replace(/^Bearer +/i, ''), purpose, now);
  if (verified.token === undefined) return unknown(`the token of ${who} ${verified.problem}`);
  const problem = mismatch(verified.token, identity, tagsOf);
  return problem === undefined
    ? undefined
    : { kind: 'forbidden', message: `the token is not for ${who}: ${problem}` };
}

function unknown(message: string): Denied {
  return { kind: 'unauthenticated', message };
}

function nameOf(identity: ProxyIdentity): string {
  return identity.kind === 'sidecar'
    ? `dataplane ${identity.dataplane} of mesh ${identity.mesh}`
    : `gateway ${ownName(identity)}`;
}

/** The name that a token has for it. */
function ownName(identity: ProxyIdentity): string {
  switch (identity.kind) {
    case 'gateway':
      return `${identity.namespace}/${identity.name}`;
    case 'gateway-class':
      return identity.name;
    case 'sidecar':
      return identity.dataplane;
  }
}

function mismatch(token: Token, identity: ProxyIdentity, tagsOf: TagsOf | undefined): string | undefined {
  if (token.kind === 'user') return 'it is for a user';
  const own = ownName(identity);
  if (token.name !== undefined && token.name !== own) return `it is for ${token.name}`;
  const wanted = Object.entries(token.tags ?? {});
  if (wanted.length === 0 || tagsOf === undefined) return undefined;
  const tags = identity.kind === 'sidecar' ? tagsOf(identity.mesh, identity.dataplane) : undefined;
  if (tags === undefined) return 'it is for those with certain tags, and which this one has is not known';
  for (const [tag, allowed] of wanted) {
    const has = [...(tags.get(tag) ?? [])];
    if (has.length === 0) return `it is for those with the tag ${tag}, which this one has not`;
    const other = has.find(value => !allowed.includes(value));
    if (other !== undefined) return `its tag ${tag} may be ${allowed.join(' or ')}, and is ${other}`;
  }
  return undefined;
}
