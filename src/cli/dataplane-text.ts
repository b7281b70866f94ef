import type { Explanation } from '#inspect';
import type { Paint } from './colours.ts';

type Explained = Extract<Explanation, { kind: 'dataplane' }>;

/** dataplaneText shows where others reach a workload, and what it reaches. */
export function dataplaneText(
  { proxy, connected, captures, inbounds, reaches, asked }: Explained,
  at: (place: Explained['place']) => string,
  paint: Paint,
): string[] {
  return [
    `  proxy ${proxy}: ${connected === 0 ? 'none is connected' : `${connected} connected`}`,
    `  captures ${captures}`,
    ...inbounds.map(
      ({ name, at, application, protocol, ready }) =>
        `  inbound ${name}: ${protocol} at ${at}, to the application at ${application}, ${ready ? paint('green', 'ready') : paint('red', 'not ready')}`,
    ),
    ...(asked === undefined
      ? [reaches.length === 0 ? '  reaches nothing' : '  reaches:']
      : [`  to ${asked.service}:`]),
    ...reaches.map(({ port, protocol, addresses, endpoints, through, place }) => {
      const where = addresses.length === 0 ? paint('dim', 'no address yet') : addresses.join(', ');
      return `    ${paint('green', '→')} ${port}: ${protocol} at ${where}, ${endpointsText(endpoints)}, by ${through}${at(place)}`;
    }),
    ...(asked?.refusals ?? []).map(({ port, why }) => `    ${paint('red', '✗')} ${port}: no, ${why}`),
  ];
}

function endpointsText(endpoints: number): string {
  if (endpoints === 0) return 'nobody serves it';
  return endpoints === 1 ? '1 endpoint' : `${endpoints} endpoints`;
}
