/** solSocket is the level of options of sockets of any kind (Linux numbers, as all of them). */
export const solSocket = 1;

/** socketOption has a socket, and what is taken by one that listens, be so. */
export function socketOption(description: string, level: number, name: number, value: number) {
  return {
    description,
    level: BigInt(level),
    name: BigInt(name),
    value: { case: 'intValue', value: BigInt(value) },
  } as const;
}

/** bufferOptions are how many bytes the kernel keeps of what is received, and of what is sent. */
export function bufferOptions(bytes: number) {
  return [socketOption('so_rcvbuf', solSocket, 8, bytes), socketOption('so_sndbuf', solSocket, 7, bytes)];
}
