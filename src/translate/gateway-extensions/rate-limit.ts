import type { GatewayExtension } from '#resources';
import { given } from '../policies/given.ts';
import type { CallContext } from '../policies/policy-kind.ts';
import { calledByGrpc } from './called-by-extension.ts';
import { type BrokenExtension, broken, type ExtensionMeaning } from './extension-state.ts';

type Written = NonNullable<GatewayExtension['spec']['rateLimit']>;

/** kgateway's default, ms. */
const defaultTimeout = 100;

/** rateLimitOf finds the service that counts requests. */
export function rateLimitOf(
  written: Written,
  extension: GatewayExtension,
  context: CallContext,
): ExtensionMeaning | BrokenExtension {
  const { grpcService, domain, failOpen, timeout, xRateLimitHeaders } = written;
  const found = calledByGrpc(grpcService, 'spec.rateLimit.grpcService', extension, context);
  if ('problem' in found) return { ...broken(found.problem), ...(failOpen ? { failsOpen: true } : {}) };
  const { use, authority } = found;
  return {
    kind: 'rateLimit',
    value: {
      service: {
        use,
        authority,
        timeout: timeout ?? grpcService.requestTimeout ?? defaultTimeout,
        failsClosed: !failOpen,
      },
      domain,
      tells: xRateLimitHeaders === 'DraftVersion03',
      ...given({ considered: written.percentEnabled, enforced: written.percentEnforced }),
    },
  };
}
