import type { Pipe } from '#resources';
import { addressed } from './addressed.ts';
import type { DestinationKind } from './destination-kind.ts';

/** A unix socket, where the operator allows its directory. */
export const pipe: DestinationKind<Pipe> = {
  build: ({ ref, destination: { socket } }, context, track) =>
    addressed({ ref, spec: { endpoints: [socket], appProtocols: [] } }, undefined, context, track),
};
