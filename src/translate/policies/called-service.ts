import { normalizeHostname } from '#lib/hostname.ts';
import { isIpAddress, withoutBrackets } from '#lib/ip-address.ts';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import { type Backend, type BackendUse, backendKey, partOf } from '#model';
import type { AnyPolicy, BackendCluster, BackendObjectReference, UsedBackendCluster } from '#resources';
import { isOwnPort, refusal } from '../address-policy.ts';
import { togetherAsPem } from '../authorities.ts';
import type { ResolvedRef } from '../backend-ref.ts';
import { type CallSettings, callSettings, shapedBy } from './call-settings.ts';
import { calledTogether, type Sharing } from './called-together.ts';
import type { CallContext } from './policy-kind.ts';
import type { SectionProblem } from './section.ts';

/** CalledService is a service that a policy calls: its use, its authority and, where no backend was written, its host as one. */
export type CalledService =
  | { readonly use: BackendUse; readonly authority: string; readonly host?: Backend }
  | { readonly problem: SectionProblem };

type Cluster = Pick<BackendCluster, 'backendRef' | 'backendRefs'>;

/** UsedService is such a service with the settings for calling it. */
export type UsedService =
  | (Exclude<CalledService, { readonly problem: SectionProblem }> & { readonly settings: CallSettings })
  | { readonly problem: SectionProblem };

/** usedService finds the backend that a section names at `path`, or the host of an `address`, and shapes its use. */
export function usedService(
  { backendSettings, ...cluster }: UsedBackendCluster,
  path: string,
  policy: Pick<AnyPolicy, 'ref'>,
  context: CallContext,
  address?: { readonly url: string; readonly path: string },
  sharing?: Sharing,
): UsedService {
  const found =
    calledService(cluster, path, policy, context, sharing) ??
    (address === undefined ? undefined : calledHost(address.url, address.path, policy, context));
  if (found === undefined) {
    const message = 'names no backend that could be asked; write backendRefs';
    return { problem: { reason: 'Invalid', message, path } };
  }
  if ('problem' in found) return found;
  const settings = callSettings(backendSettings, path, policy);
  return { ...found, use: shapedBy(settings, found.use), settings };
}

/**
 * calledService finds the backend that a section names at `path`; undefined where it names none. Of several, those that are no
 * fallback share the calls, as `sharing` says.
 */
export function calledService(
  { backendRef, backendRefs }: Cluster,
  path: string,
  { ref: referrer }: Pick<AnyPolicy, 'ref'>,
  { resolve }: CallContext,
  sharing: Sharing = 'by-weight',
): CalledService | undefined {
  const single = backendRef === undefined ? [] : [{ ...backendRef, ...alone, at: 'backendRef' }];
  const refs = [...single, ...backendRefs.map((ref, i) => ({ ...ref, at: `backendRefs[${i}]` }))];
  if (refs.length === 0) return undefined;
  const found = refs.map(({ at, fallback, weight, ...ref }) => ({
    path: `${path}.${at}`,
    fallback,
    weight,
    resolved: resolve(ref, referrer),
  }));
  const [broken] = found.flatMap(({ path, resolved }) => problemOf(resolved, path) ?? []);
  if (broken !== undefined) return { problem: broken };
  const callees = found.flatMap(({ resolved: { use }, ...callee }) =>
    use === undefined || callee.weight === 0 ? [] : [{ ...callee, use }],
  );
  const use = calledTogether(callees, partOf(resourceKey(referrer), path.replace(/^spec\./, '')), sharing);
  if (use === undefined) {
    const message = 'gives no backend any weight: nobody could be asked';
    return { problem: { reason: 'Invalid', message, path: `${path}.backendRefs` } };
  }
  return { use, authority: authorityOf(refs[0], referrer.namespace) };
}

const alone = { fallback: false, weight: 1 } as const;

/** The authority that Envoy Gateway sends as well: a service may check it. */
function authorityOf(ref: BackendObjectReference | undefined, from: string): string {
  const port = ref?.port === undefined ? '' : `:${ref.port}`;
  return `${ref?.name}.${ref?.namespace ?? from}${port}`;
}

/** A backend without endpoints is no problem: it is called, and calls fail until it has one. */
function problemOf({ use, problem }: ResolvedRef, path: string): SectionProblem | undefined {
  if (problem === undefined) return undefined;
  if (use !== undefined && problem.kind === 'empty') return undefined;
  const reason = problem.reason === 'RefNotPermitted' ? problem.reason : 'Invalid';
  return { reason, message: problem.message, path };
}

/**
 * calledHost is the host of an address, as a backend of its own; over TLS it is verified by `roots` (PEM), or by the
 * machine's roots.
 */
export function calledHost(
  address: string,
  path: string,
  { ref }: Pick<AnyPolicy, 'ref'>,
  { addresses }: Pick<CallContext, 'addresses'>,
  roots?: string,
): CalledService {
  const { protocol: scheme, hostname, port: written } = new URL(address);
  const isTls = scheme === 'https:';
  const port = written === '' ? (isTls ? 443 : 80) : Number(written);
  const host = normalizeHostname(withoutBrackets(hostname));
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
  // A host that is verified by other roots is another backend.
  const namespace = roots === undefined ? 'web' : `web-${hashBytes(roots)}`;
  const key = backendKey({ group: '', kind, zone: localZone, namespace, name: host }, port);
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
              trust:
                roots === undefined
                  ? { kind: 'system-roots' }
                  : { kind: 'authorities', pem: togetherAsPem([roots]) },
              serverName: isIp ? { kind: 'endpoint' } : { kind: 'fixed', name: host },
            },
          }
        : {}),
    },
  };
}
