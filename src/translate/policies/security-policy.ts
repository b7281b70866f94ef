import type { SecurityPolicy } from '#resources';
import { fails } from '../verdict.ts';
import type { PolicyKind } from './policy-kind.ts';

const message =
  'is not served yet, so what it protects is out of service (requests get 500, connections are closed): remove it where everybody may pass';

/** SecurityPolicy of Envoy Gateway: without it, what it protects would be open to everybody. */
export const securityPolicy: PolicyKind<SecurityPolicy> = {
  id: 'envoy-gateway/SecurityPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'SecurityPolicy',
  targets: ['gateway', 'route'],
  translate: () => ({
    route: { withheld: {} },
    refused: fails('UnsupportedValue', `The policy ${message}`),
    findings: [{ severity: 'error', reason: 'UnsupportedValue', message, path: 'spec' }],
  }),
};
