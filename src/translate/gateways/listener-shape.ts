import { type GatewayListener, selectorOperators, valuesProblem } from '#resources';
import type { ListenerProblem } from './listener-problem.ts';

const operators: ReadonlySet<string> = new Set(selectorOperators);

/** shapeProblem says where a listener contradicts itself: only that listener is then out of service, as in Envoy Gateway. */
export function shapeProblem(written: GatewayListener): ListenerProblem | undefined {
  return tlsProblem(written) ?? hostnameProblem(written) ?? namespacesProblem(written);
}

function tlsProblem({ protocol, tls }: GatewayListener): ListenerProblem | undefined {
  switch (protocol) {
    case 'HTTP':
    case 'TCP':
    case 'UDP':
      return tls === undefined
        ? undefined
        : invalid(
            `must be left out where the protocol is ${protocol}; HTTPS and TLS listeners have it`,
            'tls',
          );
    case 'HTTPS':
    case 'TLS':
      break;
    default:
      return undefined;
  }
  if (tls === undefined) return invalid(`is required where the protocol is ${protocol}`, 'tls');
  if (tls.mode === 'Terminate') {
    return tls.certificateRefs.length > 0
      ? undefined
      : invalid('must name at least one Secret where the mode is Terminate', 'tls.certificateRefs');
  }
  if (protocol === 'TLS') return undefined;
  const message = 'must be Terminate where the protocol is HTTPS; use the protocol TLS to pass through';
  return { reason: 'UnsupportedTLSMode', message, path: 'tls.mode' };
}

function hostnameProblem({ protocol, hostname }: GatewayListener): ListenerProblem | undefined {
  if (hostname === undefined || (protocol !== 'TCP' && protocol !== 'UDP')) return undefined;
  return invalid(`must be left out where the protocol is ${protocol}, which knows no host names`, 'hostname');
}

function namespacesProblem({
  allowedRoutes: {
    namespaces: { from, selector },
  },
}: GatewayListener): ListenerProblem | undefined {
  if (from !== 'Selector') return undefined;
  const path = 'allowedRoutes.namespaces.selector';
  if (selector === undefined) return invalid('is missing where from is Selector', path);
  for (const [i, requirement] of selector.matchExpressions.entries()) {
    const at = `${path}.matchExpressions[${i}]`;
    const { operator } = requirement;
    if (!operators.has(operator)) {
      const message = `must be one of ${selectorOperators.join(', ')}, but is ${JSON.stringify(operator)}`;
      return invalid(message, `${at}.operator`);
    }
    const problem = valuesProblem(requirement);
    if (problem !== undefined) return invalid(problem, `${at}.values`);
  }
  return undefined;
}

function invalid(message: string, path: string): ListenerProblem {
  return { reason: 'Invalid', message, path };
}
