import type { Tracker } from '#graph';
import type { ResourceRef } from '#lib/resource-ref.ts';
import type { AwsKeys } from '#model';
import type { NamedSecret } from '#resources';
import { authoritiesIn } from '../authorities.ts';
import { keptLine } from '../kept-line.ts';
import { type SecretProblem, secretOf } from '../secret-ref.ts';
import type { BackendKindContext } from './backend-kind.ts';

/** The names under which a Secret holds keys: kgateway's, and gloo's. */
const names = [
  { id: 'accessKey', secret: 'secretKey', token: 'sessionToken' },
  { id: 'aws_access_key_id', secret: 'aws_secret_access_key', token: 'aws_session_token' },
] as const;

/** One line that a header can hold; the limit is far above the length of any key. */
const wellFormed = /^[\x21-\x7e]{1,8192}$/;

/** awsKeys reads from a Secret the keys with which an object calls AWS; messages never quote one. */
export function awsKeys(
  { at: path, ...named }: NamedSecret,
  ref: ResourceRef,
  { inputs, grants }: Pick<BackendKindContext, 'inputs' | 'grants'>,
  track: Tracker,
): { readonly keys: AwsKeys; readonly problem?: never } | { readonly problem: SecretProblem } {
  const context = { authorities: authoritiesIn(inputs), grants, track };
  const found = secretOf({ group: '', kind: 'Secret', ...named }, path, { ref }, context);
  if ('problem' in found) return found;
  const keys = keysIn(found.secret.spec.data);
  if (typeof keys !== 'string') return { keys };
  const { namespace, name } = found.secret.ref;
  const message = `names Secret ${namespace}/${name}, which ${keys}`;
  return { problem: { reason: 'Invalid', message, path } };
}

/** The keys, or what is wrong with them. */
function keysIn(data: Readonly<Record<string, Uint8Array>>): AwsKeys | string {
  const set =
    names.find(({ id, secret }) => data[id] !== undefined || data[secret] !== undefined) ?? names[0];
  const text = (name: string) => {
    const bytes = data[name];
    return bytes && keptLine(bytes);
  };
  const [accessKeyId, secretAccessKey] = [text(set.id), text(set.secret)];
  // An empty session token is written where there is none.
  const sessionToken = text(set.token) || undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const missing = accessKeyId === undefined ? set.id : set.secret;
    return `has nothing under ${missing}: write the key that AWS gave there`;
  }
  const given = { [set.id]: accessKeyId, [set.secret]: secretAccessKey, [set.token]: sessionToken };
  const wrong = Object.entries(given).find(([, value]) => value !== undefined && !wellFormed.test(value));
  if (wrong !== undefined)
    return `has something under ${wrong[0]} that is not a key: one line without spaces is`;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
