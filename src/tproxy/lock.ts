import { connect, createServer, type Server, type Socket } from 'node:net';
import { Fault } from '#lib/fault.ts';

/**
 * An abstract socket belongs to the network namespace, as the firewall does, and to no file system; it vanishes with this
 * process.
 */
const name = '\0fairlead-transparent-proxy';

/** underLock runs one change of the firewall at a time. It waits up to `seconds` for another one (0: for ever). */
export async function underLock<T>(seconds: number, change: () => Promise<T>): Promise<T> {
  const deadline = seconds === 0 ? Number.POSITIVE_INFINITY : Date.now() + seconds * 1000;
  const release = await acquire(deadline);
  try {
    return await change();
  } finally {
    await release();
  }
}

async function acquire(deadline: number): Promise<() => Promise<void>> {
  for (;;) {
    const waiting = new Set<Socket>();
    const server = await listen(waiting);
    if (server !== undefined) {
      return () =>
        new Promise(resolve => {
          server.close(() => resolve());
          for (const socket of waiting) socket.destroy();
        });
    }
    await untilReleased(deadline);
  }
}

function listen(waiting: Set<Socket>): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => waiting.add(socket.on('error', () => {})));
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else
        reject(new Fault('environment', `cannot take the lock of the transparent proxy: ${error.message}`));
    });
    server.listen(name, () => resolve(server));
  });
}

/** Whoever holds the lock keeps our connection open until it is done, or dead. */
function untilReleased(deadline: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const left = deadline - Date.now();
    if (left <= 0)
      return reject(new Fault('environment', '--wait: another install or uninstall is still at work'));
    const socket = connect(name);
    const timer = Number.isFinite(left) ? setTimeout(() => socket.destroy(), left) : undefined;
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
