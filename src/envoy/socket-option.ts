/** solSocket is the level (SOL_SOCKET) of options of any kind of socket. Like all such numbers here, it is Linux's. */
export const solSocket = 1;

/** socketOption sets an option of a socket, and of the connections that a listening socket accepts. */
export function socketOption(description: string, level: number, name: number, value: number) {
  return {
    description,
    level: BigInt(level),
    name: BigInt(name),
    value: { case: 'intValue', value: BigInt(value) },
  } as const;
}

/** bufferOptions set how many bytes the kernel buffers for receiving, and for sending. */
export function bufferOptions(bytes: number) {
  return [socketOption('so_rcvbuf', solSocket, 8, bytes), socketOption('so_sndbuf', solSocket, 7, bytes)];
}
