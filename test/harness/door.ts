import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * Door is a loopback port that leads to another port, and can be shut: the server behind it is then away, without losing
 * anything.
 */
export interface Door {
  readonly port: number;
  /** Ends every connection, and takes no other, until it is open again. */
  shut(): Promise<void>;
  open(): Promise<void>;
  close(): void;
}

/** openDoor opens a door to a port. */
export async function openDoor(to: number): Promise<Door> {
  const sockets = new Set<Socket>();
  const door = createServer(outside => {
    const inside = connect(to, '127.0.0.1');
    for (const [one, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  const listen = async (at: number) => {
    door.listen(at, '127.0.0.1');
    await once(door, 'listening');
  };
  await listen(0);
  const { port } = door.address() as AddressInfo;
  const close = () => {
    door.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    shut: async () => {
      const closed = once(door, 'close');
      close();
      await closed;
    },
    open: () => listen(port),
    close,
  };
}
