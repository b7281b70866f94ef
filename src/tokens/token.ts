/**
 * DataplaneToken lets a proxy be what it claims to be: the gateway or the sidecar of this name, or any that has these tags.
 */
export interface DataplaneToken {
  readonly kind: 'dataplane' | 'gateway';
  /** The mesh of a sidecar. */
  readonly mesh?: string;
  /** Absent: any of its mesh. */
  readonly name?: string;
  /** For each of these tags, the values that the proxy's tag may have. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
}

/** UserToken lets somebody call the REST API, and make changes where one of the groups may. */
export interface UserToken {
  readonly kind: 'user';
  readonly name: string;
  readonly groups: readonly string[];
}

export type Token = DataplaneToken | UserToken;

/** TokenPurpose is what keys are for: a key for one purpose verifies no token for another. */
export type TokenPurpose = `dataplane ${string}` | 'gateway' | 'user';

/** purposeOf is the purpose whose keys sign a token: each mesh has its own keys. */
export function purposeOf(token: Token): TokenPurpose {
  return token.kind === 'dataplane' ? `dataplane ${token.mesh ?? ''}` : token.kind;
}

/** adminGroup is the group whose members may do everything, named as in Kuma. */
export const adminGroup = 'mesh-system:admin';

/** claimsOf writes a token in the claims that Kuma's tokens have, so that either is taken for the other. */
export function claimsOf(token: Token): Readonly<Record<string, unknown>> {
  if (token.kind === 'user') return { Name: token.name, Groups: token.groups };
  const { kind, name = '', mesh = '', tags = {} } = token;
  return { Name: name, Mesh: mesh, Tags: tags, Type: kind };
}

/** tokenOf reads the claims of a token that was verified for a purpose, or says what in them cannot be understood. */
export function tokenOf(
  purpose: TokenPurpose,
  claims: Readonly<Record<string, unknown>>,
): Token | { readonly problem: string } {
  const name = text(claims.Name);
  if (purpose === 'user') {
    if (claims.Type !== undefined) return { problem: 'is for a proxy' };
    const groups = texts(claims.Groups ?? []);
    if (name === undefined || name === '' || groups === undefined) return { problem: 'names no user' };
    return { kind: 'user', name, groups };
  }
  const tags = tagsOf(claims.Tags ?? {});
  const [kind, mesh] = purpose.split(' ');
  const type = text(claims.Type) || 'dataplane';
  if (name === undefined || tags === undefined) return { problem: 'names no proxy' };
  if (type !== kind) return { problem: `is for a proxy of type ${type}, not ${kind}` };
  if (purpose !== 'gateway' && text(claims.Mesh) !== mesh) return { problem: `is not for mesh ${mesh}` };
  return {
    ...(purpose === 'gateway' ? { kind: 'gateway' } : { kind: 'dataplane', mesh: mesh ?? '' }),
    ...(name === '' ? {} : { name }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : value === undefined ? '' : undefined;
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every(one => typeof one === 'string') ? value : undefined;
}

function tagsOf(value: unknown): Readonly<Record<string, readonly string[]>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value).map(([tag, values]) => [tag, texts(values)] as const);
  return entries.every((entry): entry is readonly [string, readonly string[]] => entry[1] !== undefined)
    ? Object.fromEntries(entries)
    : undefined;
}
