import { createServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';
import { mergedPageHeader, mergedPagePath } from '#lib/agent-cluster.ts';
import { readMergedPage } from '#lib/merged-page.ts';
import { pushedMetricsHeader, pushedMetricsPath, readPushedMetrics } from '#lib/pushed-metrics.ts';
import { createLineSender, type LineSender } from './line-sender.ts';
import { pushMetrics } from './push-metrics.ts';
import { shownPage } from './shown-page.ts';
import { toldLines } from './told-lines.ts';

/** AgentCalls answers the calls that an Envoy makes on the connections that it is given. */
export interface AgentCalls {
  take(connection: Socket): void;
  close(): void;
}

const logsMethod = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';
/** Bytes of one message; Envoy sends some ten thousand at a time. */
const longest = 4 * 1024 * 1024;
/** How many addresses lines are sent to, and how many pages are put together at once. */
const mostAddresses = 64;
const mostPages = 2;

/** createAgentCalls makes the AgentCalls for the Envoy whose admin interface is at `adminSocket`. */
export function createAgentCalls(adminSocket: string): AgentCalls {
  const senders = new Map<string, LineSender>();
  let pages = 0;

  function sendOn(message: Uint8Array): void {
    for (const { host, port, lines, guarded } of toldLines(message)) {
      const address = [host, port, ...(guarded ?? [])].join(' ');
      const known = senders.get(address);
      if (known === undefined && senders.size >= mostAddresses) continue;
      const sender = known ?? createLineSender(host, port, guarded);
      senders.set(address, sender);
      sender.send(lines);
    }
  }

  /** Bounds how many pages, and pushes of metrics, are made at once. */
  async function make<Asked>(
    asked: Asked | undefined,
    response: Http2ServerResponse,
    done: (asked: Asked) => Promise<void>,
  ): Promise<void> {
    if (asked === undefined || pages >= mostPages) {
      response.writeHead(asked === undefined ? 400 : 503).end();
      return;
    }
    pages++;
    try {
      await done(asked);
    } catch {
      response.writeHead(503).end();
    } finally {
      pages--;
    }
  }

  function showPage(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
    return make(readMergedPage(headerOf(request, mergedPageHeader)), response, async page => {
      const text = await shownPage(page, adminSocket);
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
      response.end(text);
    });
  }

  function push(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
    return make(readPushedMetrics(headerOf(request, pushedMetricsHeader)), response, async pushed => {
      await pushMetrics(pushed, adminSocket);
      response.writeHead(200).end();
    });
  }

  function takeLogs(request: Http2ServerRequest, response: Http2ServerResponse): void {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= longest) chunks.push(chunk);
    });
    request.on('end', () => {
      response.setHeader('content-type', 'application/grpc');
      response.addTrailers({ 'grpc-status': isTaken(Buffer.concat(chunks)) ? '0' : '3' });
      // An empty message.
      response.end(Buffer.alloc(5));
    });
  }

  /** A message is preceded by a flag and its length. */
  function isTaken(call: Buffer): boolean {
    if (call.length < 5 || call.length !== 5 + call.readUInt32BE(1)) return false;
    try {
      sendOn(call.subarray(5));
      return true;
    } catch {
      return false;
    }
  }

  const server = createServer((request, response) => {
    request.on('error', () => {});
    response.on('error', () => {});
    if (request.method === 'POST' && request.url === logsMethod) takeLogs(request, response);
    else if (request.method === 'GET' && request.url.split('?')[0] === mergedPagePath)
      void showPage(request, response);
    else if (request.method === 'GET' && request.url === pushedMetricsPath) void push(request, response);
    else response.writeHead(404).end();
  });
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', session => {
    sessions.add(session);
    session.on('error', () => {});
    session.on('close', () => sessions.delete(session));
  });
  server.on('sessionError', () => {});
  return {
    take: connection => server.emit('connection', connection),
    close() {
      for (const sender of senders.values()) sender.stop();
      for (const session of sessions) session.destroy();
    },
  };
}

function headerOf({ headers }: Http2ServerRequest, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}
