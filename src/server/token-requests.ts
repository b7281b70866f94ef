import type { IncomingMessage } from 'node:http';
import { isFault } from '#lib/fault.ts';
import { readLifetime, type Token } from '#tokens';
import type { Answer } from './answer.ts';
import { type InvalidParameter, invalid, problem } from './problem.ts';
import { readBody } from './read-body.ts';

/** TokenDesk issues tokens with a lifetime (ms). */
export interface TokenDesk {
  issue(token: Token, lifetime: number): Promise<string>;
}

type Fields = Readonly<Record<string, unknown>>;
type Read = { readonly token: Token } | { readonly mistakes: readonly InvalidParameter[] };

/** answerTokenRequest answers `POST /tokens/dataplane` and `POST /tokens/user` as Kuma does: with the token, and nothing else. */
export async function answerTokenRequest(
  path: string,
  request: IncomingMessage,
  desk: TokenDesk | undefined,
): Promise<Answer> {
  const title = 'Could not issue a token';
  const read = readers[path];
  if (read === undefined) return problem(404, title, `there are POST ${Object.keys(readers).join(' and ')}`);
  if (request.method !== 'POST') return problem(405, title, 'a token is asked for by POST');
  if (desk === undefined) return problem(404, title, 'this control plane issues no tokens');
  const body = await readBody(request);
  if (body.kind !== 'object') return body;
  const { validFor } = body.object;
  const lifetime = typeof validFor === 'string' ? readLifetime(validFor) : undefined;
  const found = read(body.object);
  const mistakes = [
    ...('mistakes' in found ? found.mistakes : []),
    ...(lifetime === undefined
      ? [
          {
            field: 'validFor',
            reason: 'must say how long it holds, such as 720h: more than nothing, ten years at most',
          },
        ]
      : []),
  ];
  if ('mistakes' in found || lifetime === undefined) return invalid(mistakes);
  try {
    return { kind: 'text', text: await desk.issue(found.token, lifetime), type: 'text/plain' };
  } catch (error) {
    if (isFault(error)) return problem(409, title, error.message);
    throw error;
  }
}

const readers: Readonly<Record<string, (fields: Fields) => Read>> = {
  '/tokens/dataplane': readDataplane,
  '/tokens/user': readUser,
};

function readDataplane({
  name = '',
  mesh = 'default',
  tags = {},
  type = 'dataplane',
  validFor: _,
  ...rest
}: Fields): Read {
  const mistakes = [
    ...unknown(rest),
    ...(typeof name === 'string' && name.length <= 253 ? [] : [mistake('name', 'must be a text')]),
    ...(typeof mesh === 'string' && /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/.test(mesh)
      ? []
      : [mistake('mesh', 'must be the name of a mesh')]),
    ...(isTags(tags) ? [] : [mistake('tags', 'must have a list of values for each tag')]),
    ...(type === 'dataplane' || type === 'gateway'
      ? []
      : [mistake('type', 'must be dataplane or gateway: proxies of other types are not served')]),
  ];
  if (mistakes.length > 0 || typeof name !== 'string' || typeof mesh !== 'string' || !isTags(tags))
    return { mistakes };
  const named = name === '' ? {} : { name };
  if (type === 'gateway') return { token: { kind: 'gateway', ...named } };
  return {
    token: { kind: 'dataplane', mesh, ...named, ...(Object.keys(tags).length === 0 ? {} : { tags }) },
  };
}

function readUser({ name, groups = [], validFor: _, ...rest }: Fields): Read {
  const areTexts = isTexts(groups);
  const mistakes = [
    ...unknown(rest),
    ...(typeof name === 'string' && /^\S(.{0,251}\S)?$/.test(name)
      ? []
      : [mistake('name', 'must be the name of a user')]),
    ...(areTexts ? [] : [mistake('groups', 'must be a list of texts')]),
  ];
  if (mistakes.length > 0 || typeof name !== 'string' || !areTexts) return { mistakes };
  return { token: { kind: 'user', name, groups } };
}

function unknown(rest: Fields): readonly InvalidParameter[] {
  return Object.keys(rest).map(field => mistake(field, 'is not a field of this'));
}

function mistake(field: string, reason: string): InvalidParameter {
  return { field, reason };
}

function isTexts(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= 64 &&
    value.every(one => typeof one === 'string' && one.length <= 253)
  );
}

function isTags(value: unknown): value is Readonly<Record<string, readonly string[]>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length <= 64 &&
    Object.values(value).every(isTexts)
  );
}
