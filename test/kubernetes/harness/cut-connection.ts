import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import type { ApiServer } from './api-server.ts';

/** CutConnection is a way to an API server that can be cut. */
export interface CutConnection {
  /** A kubeconfig that uses this connection. */
  readonly kubeconfig: string;
  /** Cuts every connection, and takes none until it is mended. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** cutConnection makes one that works. */
export async function cutConnection(server: ApiServer): Promise<CutConnection> {
  const { hostname, port } = new URL(server.url);
  const open = new Set<Socket>();
  let isCut = false;
  const way = net.createServer(socket => {
    if (isCut) {
      socket.destroy();
      return;
    }
    const onward = net.connect(Number(port), hostname);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => {});
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  way.listen(0, '127.0.0.1');
  await once(way, 'listening');
  const kubeconfig = join(server.directory, 'cut.kubeconfig');
  const here = `https://127.0.0.1:${(way.address() as AddressInfo).port}`;
  writeFileSync(kubeconfig, readFileSync(server.kubeconfig, 'utf8').replaceAll(server.url, here), {
    mode: 0o600,
  });
  const endAll = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    kubeconfig,
    cut: () => {
      isCut = true;
      endAll();
    },
    mend: () => {
      isCut = false;
    },
    close: async () => {
      const closed = once(way, 'close');
      way.close();
      endAll();
      await closed;
    },
  };
}
