/** The one form of a password that Envoy reads: SHA-1, in base64. */
const userLine = /^[^:]+:\{SHA\}[A-Za-z0-9+/]{27}=$/;

/** readHtpasswd gives the lines of users in the text under `key`, or what is wrong with the text. It never quotes one. */
export function readHtpasswd(text: string, key: string): readonly string[] | string {
  const lines = text.split('\n').map(line => line.trim());
  const users = lines.filter(line => line !== '' && !line.startsWith('#'));
  if (users.length === 0) return `has no users under ${key}`;
  const wrong = lines.findIndex(line => users.includes(line) && !userLine.test(line));
  if (wrong >= 0) {
    return `has no user with a SHA password in line ${wrong + 1} of ${key}; htpasswd -s writes name:{SHA}hash`;
  }
  const names = users.map(line => line.slice(0, line.indexOf(':')));
  return new Set(names).size < names.length ? `has a user twice under ${key}` : users;
}
