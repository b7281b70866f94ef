import { type Fields, isMap } from '#lib/fields.ts';

/** notReady is a Dataplane, as it is written, whose inbounds (of these ports, or all) nobody else is to be told of. */
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
