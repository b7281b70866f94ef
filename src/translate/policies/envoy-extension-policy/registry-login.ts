import { type Fields, isMap } from '#lib/fields.ts';
import { parsedJson } from '#lib/json.ts';
import type { RegistryLogin } from '#model';

/** The key of a Secret of type `kubernetes.io/dockerconfigjson`. */
const key = '.dockerconfigjson';
type Login = Pick<RegistryLogin, 'username' | 'password'>;

/** loginIn finds the login for a registry in what a Secret holds, as container tools write it. Messages never quote it. */
export function loginIn(
  data: Readonly<Record<string, Uint8Array>>,
  registry: string,
): Login | { readonly message: string } {
  const bytes = data[key];
  if (bytes === undefined) return { message: `names a Secret that has nothing under ${key}` };
  const auths = mapIn(parsedJson(Buffer.from(bytes).toString()), 'auths');
  const entry = Object.entries(auths).find(([name]) => hostOf(name) === registry);
  const login = entry === undefined ? undefined : loginOf(mapIn(auths, entry[0]));
  return login ?? { message: `names a Secret that has no login for ${registry} (auths in ${key})` };
}

/** Container tools write hosts, and for Docker’s own registry `https://index.docker.io/v1/`. */
function hostOf(name: string): string {
  const host = name.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return host === 'index.docker.io' || host === 'docker.io' ? 'registry-1.docker.io' : host;
}

function loginOf({ username, password, auth }: Fields): Login | undefined {
  if (typeof username === 'string' && typeof password === 'string') return { username, password };
  const text = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString() : '';
  const end = text.indexOf(':');
  return end < 1 ? undefined : { username: text.slice(0, end), password: text.slice(end + 1) };
}

function mapIn(value: unknown, name: string): Fields {
  const within = isMap(value) ? value[name] : undefined;
  return isMap(within) ? within : {};
}
