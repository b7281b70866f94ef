import { type Attachment, type Authorization, type CalledPort, placeId, type Sidecar } from '#model';
import type { Inspected } from './inspected.ts';

/**
 * turnedAway says which workloads behind a port turn a caller away, and why; undefined where none does. It reads the same rules
 * as their proxies.
 */
export function turnedAway(caller: Sidecar, port: CalledPort, inspected: Inspected): string | undefined {
  const served = servedAt(port, inspected);
  const refusals = served.flatMap(({ sidecar, inbound }) => {
    const why = refusalAt(caller, sidecar, inbound, inspected);
    return why === undefined ? [] : [{ name: sidecar.name, why }];
  });
  const [first] = refusals;
  if (first === undefined) return undefined;
  const names = refusals.map(({ name }) => name).join(', ');
  const who = refusals.length === served.length ? names : `${names}, of ${served.length} who serve it,`;
  return `it is turned away by ${who}: ${first.why}`;
}

interface Served {
  readonly sidecar: Sidecar;
  readonly inbound: string;
}

function servedAt(port: CalledPort, { mesh, backends }: Inspected): readonly Served[] {
  const places = new Set(
    (backends.get(port.backend)?.endpoints ?? []).flatMap(endpoint =>
      endpoint.kind === 'ip' ? [`${endpoint.address} ${endpoint.port}`] : [],
    ),
  );
  if (places.size === 0) return [];
  return [...mesh.sidecars.entries()].flatMap(([, sidecar]) =>
    sidecar.inbounds.flatMap(({ name, address, reachedAt, port: at }) =>
      places.has(`${reachedAt ?? address} ${at}`) ? [{ sidecar, inbound: name }] : [],
    ),
  );
}

function refusalAt(
  caller: Sidecar,
  { id, security }: Sidecar,
  inbound: string,
  { mesh }: Inspected,
): string | undefined {
  if (security === undefined) return undefined;
  const place = placeId({ kind: 'inbound', sidecar: id, name: inbound });
  const [listener] = mesh.gateways.get(place)?.listeners ?? [];
  const authorization =
    authorizationOf(mesh.attachments.get(place)) ??
    (listener !== undefined && 'facets' in listener ? listener.facets?.authorization : undefined);
  const { names } = caller.security?.identity ?? { names: [] };
  if (names.length === 0) return security.isPermissive ? undefined : 'it shows nobody who it is';
  const decision = decisionOf(authorization, names);
  if (decision === undefined || decision === 'allow') return undefined;
  return decision === 'deny'
    ? `a MeshTrafficPermission there denies ${names[0]}`
    : `no MeshTrafficPermission there allows ${names[0]}`;
}

/** All rules of an inbound have the same authorization. */
function authorizationOf(attachment: Attachment | undefined): Authorization | undefined {
  return attachment?.kind === 'http' ? attachment.route?.rules[0]?.authorization : undefined;
}

/** Undefined where the decision depends on the server name that the caller asks for, which is not known here. */
function decisionOf(
  authorization: Authorization | undefined,
  names: readonly string[],
): 'allow' | 'deny' | 'unnamed' | undefined {
  if (authorization === undefined) return 'allow';
  for (const { permission, conditions } of authorization.rules ?? []) {
    const holds = conditions.map(condition => {
      switch (condition.kind) {
        case 'certificate':
          return condition.oneOf.some(
            ({ of, kind, value }) =>
              of === 'uri' && kind === 'regex' && new RegExp(`^(?:${value})$`, 'u').test(names.join(',')),
          );
        case 'server-name':
          return undefined;
        default:
          // Other conditions are about plain text, which a caller with a certificate does not speak.
          return false;
      }
    });
    if (holds.every(held => held === true)) return permission;
    if (holds.every(held => held !== false)) return undefined;
  }
  return authorization.otherwise === 'allow' ? 'allow' : 'unnamed';
}
