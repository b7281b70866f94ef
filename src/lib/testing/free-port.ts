import { once } from 'node:events';
import net from 'node:net';

// Below the range from which Linux picks ports itself (32768 and up), so that neither a connection nor a server on port 0 gets
// one of these.
const lowest = 20_000;
const highest = 31_999;

/**
 * freePort returns a port that nobody listens on, and that no other test gets while this process lives. It stays free until the
 * caller listens on it.
 */
export async function freePort(): Promise<number> {
  // Otherwise tests that start together would all try the same ports in turn.
  const first = Math.floor(Math.random() * (highest - lowest + 1));
  for (let i = 0; i <= highest - lowest; i++) {
    const port = lowest + ((first + i) % (highest - lowest + 1));
    if ((await claim(port)) && (await isUnused(port))) return port;
  }
  throw new Error(`no port between ${lowest} and ${highest} is free`);
}

/** freePorts returns several different ports. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}

/**
 * The claim is an abstract unix socket, without a file: the kernel gives it to one process, and takes it back however that
 * process ends.
 */
async function claim(port: number): Promise<boolean> {
  const server = await listening({ path: `\0fairlead-port-${port}` });
  server?.unref();
  return server !== undefined;
}

async function isUnused(port: number): Promise<boolean> {
  const server = await listening({ port, host: '0.0.0.0' });
  if (server === undefined) return false;
  await once(server.close(), 'close');
  return true;
}

/** listening returns a server, or undefined where the address is in use. */
async function listening(where: net.ListenOptions): Promise<net.Server | undefined> {
  const server = net.createServer();
  server.listen(where);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}
