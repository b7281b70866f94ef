import { connect, type Socket } from 'node:net';
import { type Guarded, isGuarded, lookupOutside } from './outside.ts';

/**
 * LineSender sends lines to one address over TCP, in order. While the receiver takes none, the oldest beyond a bound are
 * lost.
 */
export interface LineSender {
  readonly sent: number;
  readonly lost: number;
  send(lines: readonly string[]): void;
  stop(): void;
}

/** Bytes that are kept at most while the receiver takes none. */
const mostKept = 4 * 1024 * 1024;
/** ms between attempts to connect: at first, and at most. */
const firstWait = 500;
const longestWait = 30_000;
const patience = 5_000;

interface Kept {
  readonly bytes: Buffer;
  readonly lines: number;
}

export function createLineSender(host: string, port: number, guarded?: Guarded): LineSender {
  const waiting: Kept[] = [];
  let size = 0;
  let [sent, lost] = [0, 0];
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let wait = firstWait;
  let isConnected = false;
  let isStopped = false;

  function flush(): void {
    while (socket !== undefined && isConnected && !socket.writableNeedDrain) {
      const next = waiting.shift();
      if (next === undefined) return;
      size -= next.bytes.length;
      sent += next.lines;
      socket.write(next.bytes);
    }
  }

  function open(): void {
    if (socket !== undefined || timer !== undefined || isStopped) return;
    if (isGuarded(host, guarded)) return;
    const opened = connect({ host, port, lookup: lookupOutside(guarded) }).unref();
    socket = opened;
    opened.setTimeout(patience, () => {
      if (!isConnected) opened.destroy();
    });
    opened.on('connect', () => {
      isConnected = true;
      wait = firstWait;
      flush();
    });
    opened.on('drain', flush);
    // What the receiver sends is read and discarded, so that its end is noticed.
    opened.resume();
    opened.on('error', () => {});
    opened.on('close', () => {
      socket = undefined;
      isConnected = false;
      if (waiting.length === 0 || isStopped) return;
      timer = setTimeout(() => {
        timer = undefined;
        open();
      }, wait).unref();
      wait = Math.min(longestWait, wait * 2);
    });
  }

  return {
    get sent() {
      return sent;
    },
    get lost() {
      return lost;
    },
    send(lines) {
      const bytes = Buffer.from(lines.join(''));
      waiting.push({ bytes, lines: lines.length });
      size += bytes.length;
      while (size > mostKept) {
        const oldest = waiting.shift();
        if (oldest === undefined) break;
        size -= oldest.bytes.length;
        lost += oldest.lines;
      }
      if (socket === undefined) open();
      else flush();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      socket?.end();
    },
  };
}
