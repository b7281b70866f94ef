import { createHash } from 'node:crypto';
import { headerOf } from '../request.ts';
import type { Judge } from './judgement.ts';

/** basicAuth compares a password with the hash of the user's. */
export const basicAuth: Judge = ({ basicAuth }, request) => {
  if (basicAuth === undefined) return undefined;
  const [, said] = /^basic (.+)$/i.exec(headerOf(request, 'authorization') ?? '') ?? [];
  if (said === undefined) return { kind: 'answers', status: 401, why: 'it says no user and password' };
  const [, name = '', password = ''] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(said, 'base64').toString('latin1')) ?? [];
  const hash = createHash('sha1').update(password, 'latin1').digest('base64');
  const isKnown = basicAuth.users.split('\n').some(line => line.trim() === `${name}:{SHA}${hash}`);
  return isKnown
    ? { kind: 'passes', why: `it says the password of ${name}` }
    : { kind: 'answers', status: 401, why: 'no user has this name and password' };
};
