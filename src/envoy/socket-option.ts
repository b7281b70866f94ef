/** solSocket is the level of options of sockets of any kind (Linux numbers, as all of them). */
export const solSocket = 1;

/** socketOption has a listening socket and its connections be so. */
export function socketOption(description: string, level: number, name: number, value: number) {
  return {
    description,
    level: BigInt(level),
    name: BigInt(name),
    value: { case: 'intValue', value: BigInt(value) },
  } as const;
}
