import { localZone, type ResourceRef } from '#lib/resource-ref.ts';
import { eachUse, type RateLimitService } from '#model';
import { calledService } from '../called-service.ts';
import type { CallContext } from '../policy-kind.ts';

/** MissingService is why nothing counts requests; `failsClosed`: no request may pass then. */
export interface MissingService {
  readonly message: string;
  readonly failsClosed: boolean;
}

/** The operator names the service: this stands in for the object that would. */
const operator: ResourceRef = {
  group: 'fairlead.dev',
  kind: 'Operator',
  zone: localZone,
  namespace: 'fairlead',
  name: 'operator',
};
const path = 'rate-limit-service';

/**
 * rateLimitService finds the service that counts for all proxies. The operator names it, so that policies need no permission
 * to use it.
 */
export function rateLimitService(context: CallContext): RateLimitService | MissingService {
  const { rateLimitService: settings } = context.addresses;
  if (settings === undefined) {
    const message =
      'needs a service that counts, and none is named: start with --rate-limit-service NAMESPACE/NAME, a Backend';
    return { message, failsClosed: false };
  }
  const { backends, timeout, failsClosed } = settings;
  const backendRefs = backends.map(backend => ({ ...backend, fallback: false }));
  const found = calledService(
    { backendRefs },
    path,
    { ref: operator },
    {
      ...context,
      resolve: (ref, referrer) =>
        context.resolve(ref, { ...referrer, namespace: ref.namespace ?? referrer.namespace }),
    },
  );
  if (found === undefined || 'problem' in found) {
    const why = found?.problem.message ?? 'it names nothing';
    return { message: `cannot be counted: the service that --rate-limit-service names ${why}`, failsClosed };
  }
  const { use, authority } = found;
  // It is called by gRPC, whatever else its backend is used for.
  return { use: eachUse(use, { protocol: 'http2' }), authority, timeout, failsClosed };
}
