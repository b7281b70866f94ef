import { gatewayApiGroup, type TcpRoute } from '#resources';
import { forwardingOf } from './forwarding.ts';
import { noted } from './noted.ts';
import type { RouteKind } from './route-kind.ts';
import { spokenIn } from './spoken-in.ts';

/** TCPRoute of the Gateway API: a listener's connections, shared out by weight. */
export const tcpRoute: RouteKind<TcpRoute> = {
  id: 'gateway-api/TCPRoute',
  group: gatewayApiGroup,
  kind: 'TCPRoute',
  shape: 'tcp',
  protocols: ['TCP'],
  contest: 'listener',
  translate: ({ spec: { rules } }, resolve) => {
    const [rule, second] = rules;
    if (rule === undefined || second !== undefined) {
      const message = 'a TCPRoute has one rule, as connections say nothing to choose another by';
      return noted(undefined, { kind: 'refused', reason: 'InvalidRule', message, rule: 1, path: '' });
    }
    // Connections are passed on as they are, whatever a backend is spoken to in by others.
    const { value: forwarding, notes } = forwardingOf(0, rule.backendRefs, spokenIn('tcp', resolve));
    const name = rule.name === undefined ? {} : { rule: rule.name };
    return { value: { kind: 'tcp', ...name, forwarding }, notes };
  },
};
