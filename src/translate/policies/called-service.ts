import { normalizeHostname } from '#lib/hostname.ts';
import { isIpAddress } from '#lib/ip-address.ts';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import { type Backend, type BackendUse, backendKey } from '#model';
import type { AnyPolicy, BackendCluster, BackendObjectReference, UsedBackendCluster } from '#resources';
import { isOwnPort, refusal } from '../address-policy.ts';
import type { ResolvedRef } from '../backend-ref.ts';
import { type CallSettings, callSettings, shapedBy } from './call-settings.ts';
import type { PolicyContext } from './policy-kind.ts';
import type { SectionProblem } from './section.ts';

/** CalledService is a service that a policy calls, by what name, and the host of it where nobody wrote a backend. */
export type CalledService =
  | { readonly use: BackendUse; readonly authority: string; readonly host?: Backend }
  | { readonly problem: SectionProblem };

type Cluster = Pick<BackendCluster, 'backendRef' | 'backendRefs'>;

/** UsedService is such a service with what is said of how it is called. */
export type UsedService =
  | (Exclude<CalledService, { readonly problem: SectionProblem }> & { readonly settings: CallSettings })
  | { readonly problem: SectionProblem };

/** usedService finds the backend that a section names at `path`, or the host of an `address`, and shapes its use. */
export function usedService(
  { backendSettings, ...cluster }: UsedBackendCluster,
  path: string,
  policy: Pick<AnyPolicy, 'ref'>,
  context: PolicyContext,
  address?: { readonly url: string; readonly path: string },
): UsedService {
  const found =
    calledService(cluster, path, policy, context) ??
    (address === undefined ? undefined : calledHost(address.url, address.path, policy, context));
  if (found === undefined) {
    const message = 'names no backend that could be asked; write backendRefs';
    return { problem: { reason: 'Invalid', message, path } };
  }
  if ('problem' in found) return found;
  const settings = callSettings(backendSettings, path, policy);
  return { ...found, use: shapedBy(settings, found.use), settings };
}

/** calledService finds the backend that a section names at `path`; undefined where it names none. */
export function calledService(
  { backendRef, backendRefs }: Cluster,
  path: string,
  { ref: referrer }: Pick<AnyPolicy, 'ref'>,
  { resolve }: PolicyContext,
): CalledService | undefined {
  const single = backendRef === undefined ? [] : [{ ...backendRef, fallback: false, at: 'backendRef' }];
  const refs = [...single, ...backendRefs.map((ref, i) => ({ ...ref, at: `backendRefs[${i}]` }))];
  if (refs.length === 0) return undefined;
  const found = refs.map(({ at, fallback, ...ref }) => ({
    path: `${path}.${at}`,
    fallback,
    resolved: resolve(ref, referrer),
  }));
  const [broken] = found.flatMap(({ path, resolved }) => problemOf(resolved, path) ?? []);
  if (broken !== undefined) return { problem: broken };
  const uses = found.flatMap(({ fallback, resolved: { use } }) =>
    use === undefined ? [] : [{ fallback, use }],
  );
  const [first, ...others] = [...uses.filter(u => !u.fallback), ...uses.filter(u => u.fallback)];
  if (first === undefined) return undefined;
  if (others.some(({ fallback }) => !fallback)) {
    const message =
      'names several backends of equal right, which is not served yet: write one Backend with several endpoints';
    return { problem: { reason: 'UnsupportedValue', message, path: `${path}.backendRefs` } };
  }
  const failover = [...(first.use.failover ?? []), ...others.map(({ use: { failover: _, ...use } }) => use)];
  const use = failover.length === 0 ? first.use : { ...first.use, failover };
  return { use, authority: authorityOf(refs[0], referrer.namespace) };
}

/** What Envoy Gateway calls it, which a service may be looking at. */
function authorityOf(ref: BackendObjectReference | undefined, from: string): string {
  const port = ref?.port === undefined ? '' : `:${ref.port}`;
  return `${ref?.name}.${ref?.namespace ?? from}${port}`;
}

/** One that has no endpoint right now is called, and fails, until it has one. */
function problemOf({ use, problem }: ResolvedRef, path: string): SectionProblem | undefined {
  if (problem === undefined) return undefined;
  if (use !== undefined && problem.kind === 'empty') return undefined;
  const reason = problem.reason === 'RefNotPermitted' ? problem.reason : 'Invalid';
  return { reason, message: problem.message, path };
}

/** calledHost is the host of an address, as a backend of its own: over TLS it is believed by the machine's roots. */
export function calledHost(
  address: string,
  path: string,
  { ref }: Pick<AnyPolicy, 'ref'>,
  { addresses }: Pick<PolicyContext, 'addresses'>,
): CalledService {
  const { protocol: scheme, hostname, port: written } = new URL(address);
  const isTls = scheme === 'https:';
  const port = written === '' ? (isTls ? 443 : 80) : Number(written);
  const host = normalizeHostname(hostname.replace(/^\[(.*)\]$/, '$1'));
  const isIp = isIpAddress(host);
  const refused = isIp
    ? refusal({ kind: 'ip', address: host, port, at: path }, addresses)
    : refusal({ kind: 'fqdn', hostname: host, port, at: path }, addresses);
  const own = !isIp && isOwnPort(port, addresses) ? `port ${port} is the control plane's own` : undefined;
  const message = refused ?? own;
  if (message !== undefined)
    return { problem: { reason: 'Invalid', message: `cannot be called: ${message}`, path } };
  const protocol = isTls ? 'auto' : 'http1';
  const kind = isTls ? 'https' : 'http';
  const key = backendKey({ group: '', kind, zone: localZone, namespace: 'web', name: host }, port);
  return {
    use: { backend: key, protocol },
    authority: new URL(address).host,
    host: {
      key,
      origin: resourceKey(ref),
      protocol,
      ...(isIp ? {} : { hostname: host }),
      discovery: isIp ? 'assigned' : 'proxy-dns',
      endpoints: [isIp ? { kind: 'ip', address: host, port } : { kind: 'fqdn', name: host, port }],
      ...(isTls
        ? {
            tls: {
              trust: { kind: 'system-roots' },
              serverName: isIp ? { kind: 'endpoint' } : { kind: 'fixed', name: host },
            },
          }
        : {}),
    },
  };
}
