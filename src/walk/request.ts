/** WalkedConnection is a connection as a client opens it. */
export interface WalkedConnection {
  readonly port: number;
  /** Over TLS, with a server name (SNI) where the client says one. */
  readonly tls?: { readonly serverName?: string };
}

/** WalkedRequest is a request as a client sends it. */
export interface WalkedRequest extends WalkedConnection {
  readonly method: string;
  /** Host, with a port where the client writes one. */
  readonly authority: string;
  /** With its query. Begins with `/`. */
  readonly path: string;
  /** As the client sends them, without Host. */
  readonly headers: readonly RequestHeader[];
  /** The address that the connection comes from; absent: not known. */
  readonly from?: string;
}

export interface RequestHeader {
  readonly name: string;
  readonly value: string;
}

/** SeenRequest is a request as routes and filters see it: after the listener has brought it into canonical form. */
export interface SeenRequest {
  readonly method: string;
  readonly scheme: string;
  readonly isOverTls: boolean;
  /** Host as the backend will see it, unless it is rewritten. */
  readonly authority: string;
  /** Host in the form by which domains are looked up: lower case, without port or final dot. */
  readonly host: string;
  /** With its query. */
  readonly path: string;
  /** By name in lower case; several values of a name are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** The client's address; absent: not known. */
  readonly client?: string;
}

/** pathOf is a path without its query. */
export function pathOf({ path }: Pick<SeenRequest, 'path'>): string {
  const query = path.indexOf('?');
  return query < 0 ? path : path.slice(0, query);
}

/** queryOf is the query with its question mark; '' where there is none. */
export function queryOf({ path }: Pick<SeenRequest, 'path'>): string {
  const query = path.indexOf('?');
  return query < 0 ? '' : path.slice(query);
}

/** queryParam is the first value of a query parameter, as it is written: nothing is decoded, as Envoy compares them. */
export function queryParam(request: Pick<SeenRequest, 'path'>, name: string): string | undefined {
  const [found] = queryOf(request)
    .slice(1)
    .split('&')
    .flatMap(pair => {
      const equals = pair.indexOf('=');
      const key = equals < 0 ? pair : pair.slice(0, equals);
      return key === name ? [equals < 0 ? '' : pair.slice(equals + 1)] : [];
    });
  return found;
}

/** headerOf is the value of a header; Host goes by `host` and by `:authority`. */
export function headerOf({ headers, authority, method }: SeenRequest, name: string): string | undefined {
  if (name === 'host' || name === ':authority') return authority;
  return name === ':method' ? method : headers.get(name);
}

/** cookieOf is the value of a cookie. */
export function cookieOf(request: SeenRequest, name: string): string | undefined {
  const pairs = (headerOf(request, 'cookie') ?? '').split(';').map(pair => pair.trim());
  const found = pairs.find(pair => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}
