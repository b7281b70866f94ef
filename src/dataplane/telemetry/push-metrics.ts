import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { exportMetricsPath, type PushedMetrics } from '#lib/pushed-metrics.ts';
import { openTelemetryMetrics } from './open-telemetry-metrics.ts';
import { shownPage } from './shown-page.ts';

/** ms that a collector has for all messages. */
const patience = 10_000;

/** pushMetrics sends a collector what a page would show, by way of the Envoy. It rejects where the collector does not take it. */
export async function pushMetrics(
  { page, socket, resource }: PushedMetrics,
  adminSocket: string,
): Promise<void> {
  const messages = openTelemetryMetrics(await shownPage(page, adminSocket), resource, Date.now());
  const connection = connect({ path: join(dirname(adminSocket), basename(socket)) });
  const session = connectHttp2('http://collector', { createConnection: () => connection });
  const timer = setTimeout(() => session.destroy(new Error('the collector takes too long')), patience);
  try {
    await new Promise<void>((resolve, reject) => {
      session.on('error', reject);
      Promise.all(messages.map(message => exported(session, message))).then(() => resolve(), reject);
    });
  } finally {
    clearTimeout(timer);
    session.destroy();
  }
}

function exported(session: ReturnType<typeof connectHttp2>, message: Uint8Array): Promise<void> {
  // A message is preceded by a flag and its length.
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return new Promise((resolve, reject) => {
    const call = session.request({
      ':method': 'POST',
      ':path': exportMetricsPath,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let status: unknown;
    call.on('response', headers => {
      status = headers[':status'] === 200 ? (headers['grpc-status'] ?? status) : `HTTP ${headers[':status']}`;
    });
    call.on('trailers', headers => {
      status ??= headers['grpc-status'];
    });
    call.on('error', reject);
    call.on('close', () =>
      String(status) === '0' ? resolve() : reject(new Error(`the collector refuses: ${String(status)}`)),
    );
    call.resume();
    call.end(Buffer.concat([head, message]));
  });
}
