import { type Fields, isMap } from '#lib/fields.ts';

/**
 * notReady is a Dataplane, as written, with its inbounds (of these ports, or all) marked `NotReady`: nobody else is sent
 * there.
 */
export function notReady(dataplane: Fields, ports?: readonly number[]): Fields {
  const { networking } = dataplane;
  if (!isMap(networking) || !Array.isArray(networking.inbound) || ports?.length === 0) return dataplane;
  const isMeant = ({ port, state }: Fields) =>
    state !== 'Ignored' && (ports === undefined || ports.includes(Number(port)));
  const inbound = networking.inbound.map((one: unknown) =>
    isMap(one) && isMeant(one) ? { ...one, state: 'NotReady' } : one,
  );
  return { ...dataplane, networking: { ...networking, inbound } };
}
