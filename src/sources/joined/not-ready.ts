type Fields = Readonly<Record<string, unknown>>;

/** notReady is a Dataplane, as it is written, whose inbounds nobody else is to be told of yet, or any longer. */
export function notReady(dataplane: Fields): Fields {
  const { networking } = dataplane;
  if (!isMap(networking) || !Array.isArray(networking.inbound)) return dataplane;
  const inbound = networking.inbound.map((one: unknown) =>
    isMap(one) && one.state !== 'Ignored' ? { ...one, state: 'NotReady' } : one,
  );
  return { ...dataplane, networking: { ...networking, inbound } };
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
