import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** FunctionCall is what the endpoint of AWS Lambda saw of one: raw headers, as they must fit the signature. */
export interface FunctionCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** FunctionEndpoint stands where functions are called: it keeps what came, and answers as it was told. */
export interface FunctionEndpoint {
  readonly port: number;
  readonly calls: readonly FunctionCall[];
  /** What the function answers from now on, as JSON text or anything else; `status` is that of AWS itself. */
  answer(body: string, status?: number): void;
  close(): Promise<void>;
}

export async function startFunctionEndpoint(): Promise<FunctionEndpoint> {
  const calls: FunctionCall[] = [];
  let next = { body: '{}', status: 200 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', rawHeaders } = request;
    const pairs = rawHeaders.flatMap((name, i) =>
      i % 2 === 0 ? [[name.toLowerCase(), rawHeaders[i + 1] ?? ''] as const] : [],
    );
    const twice = pairs.find(([name], i) => pairs.findIndex(([other]) => other === name) < i);
    if (twice !== undefined) throw new Error(`${twice[0]} came twice`);
    calls.push({ method, path, headers: Object.fromEntries(pairs), body: Buffer.concat(chunks).toString() });
    const type = next.body === '' ? {} : { 'content-type': 'application/json' };
    response.writeHead(next.status, type).end(next.body);
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    answer: (body, status = 200) => {
      next = { body, status };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
