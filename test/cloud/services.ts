import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** SeenInCloud is what a service of a cloud saw of a request. */
export interface SeenInCloud {
  readonly serverName: string;
  readonly host: string;
  readonly path: string;
  readonly authorization?: string;
  readonly functionsKey?: string;
}

/** startCloudServices are all services of a cloud at once, at port 443: each answers with what it saw. */
export async function startCloudServices() {
  const { CLOUD_CERTIFICATE = '', CLOUD_KEY = '' } = process.env;
  const pair = { cert: readFileSync(CLOUD_CERTIFICATE), key: readFileSync(CLOUD_KEY) };
  const server = createTlsServer(pair, ({ url = '', headers, socket }, response) => {
    const { authorization } = headers;
    const functionsKey = headers['x-functions-key'];
    const seen: SeenInCloud = {
      serverName: String((socket as TLSSocket & { readonly servername?: string | false }).servername),
      host: headers.host ?? '',
      path: url,
      ...(authorization === undefined ? {} : { authorization }),
      ...(functionsKey === undefined ? {} : { functionsKey: String(functionsKey) }),
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(seen));
  });
  server.listen(443, '127.0.0.1');
  await once(server, 'listening');
  return {
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** AskedForToken is a question that a metadata server got. */
export interface AskedForToken {
  readonly path: string;
  readonly flavor: IncomingHttpHeaders[string];
  readonly host: string | undefined;
}

/** startMetadataServer is Google's, as its documents have it: it makes a token for an audience, for those that say its flavor. */
export async function startMetadataServer(host: string, port: number) {
  const asked: AskedForToken[] = [];
  let isDown = false;
  const server = createServer(({ url = '', headers }, response) => {
    const flavor = headers['metadata-flavor'];
    asked.push({ path: url, flavor, host: headers.host });
    const { pathname, searchParams } = new URL(url, 'http://metadata.google.internal');
    const audience = searchParams.get('audience');
    if (isDown) response.writeHead(503).end();
    else if (flavor !== 'Google') response.writeHead(403).end();
    else if (pathname !== '/computeMetadata/v1/instance/service-accounts/default/identity')
      response.writeHead(404).end();
    else if (audience === null) response.writeHead(400).end();
    else response.writeHead(200, { 'content-type': 'text/html' }).end(tokenFor(audience));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    asked,
    fail: () => {
      isDown = true;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** tokenFor is a token that runs out in an hour, and that nobody signed: who shows it is not what is asked here. */
export function tokenFor(audience: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 3_600_000) * 3600 + 7200;
  return `${part({ alg: 'RS256', kid: 'test' })}.${part({ aud: audience, exp })}.c2lnbmF0dXJl`;
}

/** startPlainServer is another server, without TLS, which keeps what was shown to it. */
export async function startPlainServer() {
  const shown: (string | undefined)[] = [];
  const server = createServer(({ headers }, response) => {
    shown.push(headers.authorization);
    response.end('{"host": "plain"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    shown,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
