import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';

/** ControlPlaneTarget is where a control plane serves gRPC, and how it is authenticated. */
export interface ControlPlaneTarget {
  /** `http://HOST:PORT`, `https://HOST:PORT`, or `unix:PATH`. */
  readonly url: string;
  /** PEM of the authority that signed its certificate; absent: the authorities that this machine trusts. */
  readonly ca?: string;
  /** Its certificate is not verified. */
  readonly skipsVerification?: boolean;
}

/** GrpcStream is one call of a method that streams in both directions. */
export interface GrpcStream {
  send(message: Uint8Array): void;
  close(): void;
}

export interface GrpcStreamOptions {
  readonly target: ControlPlaneTarget;
  /** `/package.Service/Method` */
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly onMessage: (message: Buffer) => void;
  /** Called once with how the stream ended, in words; not after `close`. */
  readonly onEnd: (reason: string) => void;
}

/** The bound of gRPC itself; a well-behaved server sends less. */
const largestMessage = 4 * 1024 * 1024;
/** ms. Pings reveal a peer that vanished without a word. */
const askAliveEvery = 30_000;
const aliveWithin = 10_000;
const prefixBytes = 5;

/**
 * openGrpcStream calls a method over a connection of its own. It speaks gRPC directly on HTTP/2 (a byte, a length, a
 * message): a library would take more memory than the rest of the agent.
 */
export function openGrpcStream(options: GrpcStreamOptions): GrpcStream {
  const { url, ca, skipsVerification = false } = options.target;
  const path = url.startsWith('unix:') ? url.slice('unix:'.length) : undefined;
  const session = connectHttp2(path === undefined ? url : 'http://localhost', {
    settings: { enablePush: false },
    ...(path === undefined ? {} : { createConnection: () => connect(path) }),
    ...(ca === undefined ? {} : { ca }),
    ...(skipsVerification ? { rejectUnauthorized: false } : {}),
  });
  let isOver = false;
  const end = (reason: string | undefined): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(alive);
    session.destroy();
    if (reason !== undefined) options.onEnd(reason);
  };
  session.on('error', error => end(error.message));
  session.on('close', () => end('the connection was closed'));
  const stream = session.request({
    ':method': 'POST',
    ':path': options.method,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...options.headers,
  });
  const alive = setInterval(() => askAlive(session, () => end('it does not answer any more')), askAliveEvery);
  alive.unref();
  followStream(stream, options.onMessage, end);
  return {
    send: message => {
      const prefix = Buffer.alloc(prefixBytes);
      prefix.writeUInt32BE(message.length, 1);
      stream.write(Buffer.concat([prefix, message]));
    },
    close: () => end(undefined),
  };
}

function askAlive(session: ClientHttp2Session, isDead: () => void): void {
  const late = setTimeout(isDead, aliveWithin).unref();
  session.ping(() => clearTimeout(late));
}

function followStream(
  stream: ClientHttp2Stream,
  onMessage: (message: Buffer) => void,
  end: (reason: string) => void,
): void {
  let received: Buffer = Buffer.alloc(0);
  const told = (headers: { readonly [name: string]: unknown }): void => {
    if ('grpc-status' in headers && headers['grpc-status'] !== '0') {
      const message = decodeURIComponent(String(headers['grpc-message'] ?? ''));
      end(`gRPC status ${headers['grpc-status']}${message === '' ? '' : `: ${message}`}`);
    } else if (headers[':status'] !== undefined && headers[':status'] !== 200) {
      end(`HTTP status ${headers[':status']}`);
    }
  };
  stream.on('response', told);
  stream.on('trailers', told);
  stream.on('error', error => end(error.message));
  stream.on('close', () => end('the stream was closed'));
  stream.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    while (received.length >= prefixBytes) {
      const length = received.readUInt32BE(1);
      if (received[0] !== 0 || length > largestMessage) return end('it sent what is not a message');
      if (received.length < prefixBytes + length) return;
      const message = received.subarray(prefixBytes, prefixBytes + length);
      received = received.subarray(prefixBytes + length);
      try {
        onMessage(message);
      } catch (error) {
        return end(`it sent what cannot be read: ${error instanceof Error ? error.message : error}`);
      }
    }
  });
}
