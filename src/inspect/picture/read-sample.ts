import type { Sample, WalkedConnection, WalkedRequest } from '#walk';

/** readSample reads a sample from JSON; undefined where it is none. */
export function readSample(json: string): Sample | undefined {
  try {
    const { kind, request, connection, port } = fields(JSON.parse(json));
    if (kind === 'request') return { kind, request: readRequest(request) };
    if (kind === 'connection') return { kind, connection: readConnection(connection) };
    if (kind === 'datagram') return { kind, port: asPort(port) };
    return undefined;
  } catch {
    return undefined;
  }
}

function readRequest(value: unknown): WalkedRequest {
  const { method, authority, path, headers } = fields(value);
  if (!Array.isArray(headers)) throw new TypeError('headers');
  return {
    ...readConnection(value),
    ...{ method: asText(method), authority: asText(authority), path: asText(path) },
    headers: headers.map(header => {
      const { name, value } = fields(header);
      return { name: asText(name), value: asText(value) };
    }),
  };
}

function readConnection(value: unknown): WalkedConnection {
  const { port, tls } = fields(value);
  if (tls === undefined) return { port: asPort(port) };
  const { serverName } = fields(tls);
  return { port: asPort(port), tls: serverName === undefined ? {} : { serverName: asText(serverName) } };
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new TypeError('a map');
  return value as Readonly<Record<string, unknown>>;
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('a text');
  return value;
}

function asPort(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new TypeError('a port');
  return value;
}
