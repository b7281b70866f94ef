import { createServer } from 'node:http';
import { Fault } from '#lib/fault.ts';
import type { Agent } from './agent.ts';

/** ReadinessServer tells whether a proxy serves (`/ready`), and what its DNS has done (`/metrics`, for Prometheus). */
export interface ReadinessServer {
  close(): void;
}

/** startReadinessServer listens on loopback. It rejects with a Fault (`environment`) where the port is taken. */
export function startReadinessServer(agent: Agent, port: number): Promise<ReadinessServer> {
  const server = createServer({ maxHeaderSize: 8192, headersTimeout: 5_000, requestTimeout: 5_000 });
  server.maxConnections = 32;
  server.on('request', (request, response) => {
    request.resume();
    const isReady = agent.envoy()?.state().kind === 'running';
    const [status, text] =
      request.url === '/metrics'
        ? [200, metricsOf(agent, isReady)]
        : request.url === '/ready'
          ? [isReady ? 200 : 503, isReady ? 'ready\n' : 'Envoy is not ready\n']
          : [404, 'there is /ready, and /metrics\n'];
    response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(text);
  });
  return new Promise((resolve, reject) => {
    server.once('error', cause =>
      reject(new Fault('environment', `--readiness-port ${port}: ${cause.message}`, { cause })),
    );
    server.listen(port, '127.0.0.1', () =>
      resolve({
        close() {
          server.close();
          server.closeAllConnections();
        },
      }),
    );
  });
}

function metricsOf(agent: Agent, isReady: boolean): string {
  const names = agent.hostnames();
  const gauges = [
    ['fairlead_proxy_ready', Number(isReady)],
    ['fairlead_proxy_names', names?.size ?? 0],
    ['fairlead_proxy_names_followed', Number(names?.isConnected ?? false)],
  ] as const;
  const counters = Object.entries(agent.dns?.counters ?? {}).map(
    ([what, count]) => [`fairlead_proxy_dns_${snake(what)}_total`, count] as const,
  );
  return [
    ...gauges.map(([name, value]) => `# TYPE ${name} gauge\n${name} ${value}\n`),
    ...counters.map(([name, value]) => `# TYPE ${name} counter\n${name} ${value}\n`),
  ].join('');
}

function snake(word: string): string {
  return word.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}
