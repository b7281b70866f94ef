import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** CollectedSpan is a span in OTLP's JSON. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly status: { readonly code?: number };
}

/** SpanCollector receives spans over OTLP/HTTP (`POST /v1/traces`, JSON). */
export interface SpanCollector {
  /** The value for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly endpoint: string;
  /** The bodies that were sent. */
  readonly bodies: readonly string[];
  /** The header of this name, for each request. */
  headers(name: string): readonly (string | undefined)[];
  /** The attributes of the last spans' resource. */
  resource(): Readonly<Record<string, unknown>>;
  /** Resolves with all spans of the first trace that has a fitting span, once it has come. */
  trace(fits: (span: CollectedSpan) => boolean): Promise<readonly CollectedSpan[]>;
  close(): Promise<void>;
}

interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: CollectedSpan['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[];
  }[];
}

/** ms. */
const patience = 15_000;

export async function startSpanCollector(): Promise<SpanCollector> {
  const bodies: string[] = [];
  const headers: Readonly<Record<string, unknown>>[] = [];
  const server = createServer(async (request, response) => {
    const isRight =
      request.method === 'POST' &&
      request.url === '/v1/traces' &&
      request.headers['content-type'] === 'application/json';
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    if (isRight) {
      bodies.push(body);
      headers.push(request.headers);
    }
    response.writeHead(isRight ? 200 : 400, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const requests = () => bodies.map(body => JSON.parse(body) as ExportRequest);
  const spans = () =>
    requests().flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(one => one.spans)),
    );
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    headers: name => headers.map(one => one[name] as string | undefined),
    resource: () =>
      Object.fromEntries(
        (requests().at(-1)?.resourceSpans[0]?.resource.attributes ?? []).map(({ key, value }) => [
          key,
          Object.values(value)[0],
        ]),
      ),
    trace: async fits => {
      const deadline = Date.now() + patience;
      for (;;) {
        const all = spans();
        const found = all.find(fits);
        if (found !== undefined) return all.filter(({ traceId }) => traceId === found.traceId);
        if (Date.now() > deadline) throw new Error(`no such span among ${JSON.stringify(all)}`);
        await pause(20);
      }
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
