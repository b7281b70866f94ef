import type { IncomingMessage, ServerResponse } from 'node:http';

/** The public half of the key that the tokens of stories are signed with. */
const keySet = {
  keys: [
    {
      kty: 'EC',
      x: 'KxqyzafTCJhP3-hb5djd7FhYnRP0QeFHurRemCNnQ8A',
      y: 'QBUXVZjSdKox81-iJYlrTGkSvmCW5oQyVwaVMZZB-B0',
      crv: 'P-256',
      kid: 'fetched',
      alg: 'ES256',
      use: 'sig',
    },
  ],
};

/**
 * guard is what policies ask before a request is forwarded. `/keys` is a set of keys of JWTs.
 */
export function guard(request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://guard');
  if (pathname === '/keys') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(keySet));
    return;
  }
  response.statusCode = 404;
  response.end();
}
