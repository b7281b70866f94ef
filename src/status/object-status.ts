import type { Finding } from '#lib/finding.ts';
import { isIpAddress } from '#lib/ip-address.ts';
import type { ListenerReport, ParentRef, ParentReport, Report, Verdict, Verdicts } from '#model';
import { type Condition, conditions } from './condition.ts';
import type { EndpointCounts, Readiness } from './readiness.ts';
import { type ServiceAddress, type ServiceStatus, serviceStatus } from './service-status.ts';

/**
 * controllerName says who wrote a route's status, as the Gateway API asks of each controller. Where every GatewayClass is
 * ours, it stands there whatever the classes say.
 */
export const controllerName = 'fairlead.dev/gateway-controller';

/** ObjectStatus is the `status` of one object, in the shape of its kind. */
export type ObjectStatus = Omit<Partial<ServiceStatus>, 'addresses'> & {
  readonly conditions?: readonly Condition[];
  readonly addresses?: readonly (GatewayAddress | ServiceAddress)[];
  readonly listeners?: readonly ListenerStatus[];
  readonly attachedListenerSets?: number;
  readonly parents?: readonly ParentStatus[];
  readonly ancestors?: readonly AncestorStatus[];
  /** Of an Ingress: where its gateway is found. */
  readonly loadBalancer?: { readonly ingress?: readonly IngressAddress[] };
  /** Of a GatewayClass. */
  readonly supportedFeatures?: readonly { readonly name: string }[];
  /** Of what a backend is made from: its endpoint counts, as seen by the proxy that sees the fewest healthy ones. */
  readonly endpoints?: EndpointCounts;
};

/** GatewayAddress is where a gateway listens, or where clients find it. */
export interface GatewayAddress {
  readonly type: string;
  readonly value: string;
}

/** IngressAddress is one address at which the gateway of an Ingress is found. */
type IngressAddress = { readonly ip: string } | { readonly hostname: string };

interface ListenerStatus {
  readonly name: string;
  readonly supportedKinds: readonly { readonly group: string; readonly kind: string }[];
  readonly attachedRoutes: number;
  readonly conditions: readonly Condition[];
}

interface ParentStatus {
  readonly parentRef: ParentRef;
  readonly controllerName: string;
  readonly conditions: readonly Condition[];
}

interface AncestorStatus {
  readonly ancestorRef: ParentRef;
  readonly controllerName: string;
  readonly conditions: readonly Condition[];
}

/** Circumstances is what happened to an object outside translation. */
export interface Circumstances {
  /** Why something that was made from the object is not in force at the proxy. */
  readonly rejected: readonly string[];
  /** Errors in the object as it is written now; the report is about the last good version of it. */
  readonly unreadable: readonly Finding[];
  /** Fields of it that have another name by now. */
  readonly deprecated: readonly Finding[];
  /** True of a gateway, and of a listener set that adds to it, where no proxy has the gateway in force. */
  readonly idle: boolean;
  /** Whether the endpoints of a backend are ready, where somebody watches them. */
  readonly readiness?: Readiness;
  /** How many of the workloads that serve a service are connected; absent where nothing runs (`render`). */
  readonly connected?: number;
}

/** statusOf words a report, corrected by the circumstances. */
export function statusOf(report: Report, circumstances: Circumstances): ObjectStatus {
  const { outcome, generation } = report;
  const correct = (verdicts: Verdicts) => corrected(verdicts, circumstances);
  switch (outcome.kind) {
    case 'object':
      return {
        ...withReadiness(
          conditions(correct(outcome.verdicts), generation),
          generation,
          circumstances.readiness,
        ),
        ...(outcome.features === undefined
          ? {}
          : { supportedFeatures: outcome.features.map(name => ({ name })) }),
      };
    case 'gateway':
      return {
        addresses: outcome.addresses.map(gatewayAddress),
        conditions: conditions(correct(outcome.verdicts), generation),
        listeners: outcome.listeners.map(listener => listenerStatus(listener, generation)),
        ...(outcome.attachedListenerSets === 0 ? {} : { attachedListenerSets: outcome.attachedListenerSets }),
      };
    case 'listener-set':
      return {
        conditions: conditions(correct(outcome.verdicts), generation),
        listeners: outcome.listeners.map(listener => listenerStatus(listener, generation)),
      };
    case 'route': {
      const { isUnreadable, foundAt } = outcome;
      if (foundAt !== undefined) return { loadBalancer: ingressAddresses(foundAt) };
      return {
        parents: oncePerParent(outcome.parents).map(({ parentRef, verdicts, controller }) => ({
          parentRef,
          controllerName: controller ?? controllerName,
          conditions: conditions(
            isUnreadable
              ? unreadableVerdicts(circumstances.unreadable, 'UnsupportedValue')
              : correct(verdicts),
            generation,
          ),
        })),
      };
    }
    case 'service': {
      const said = conditions(correct(outcome.verdicts), generation);
      const { readiness, connected } = circumstances;
      return {
        ...withReadiness(said, generation, readiness),
        ...serviceStatus(outcome, report.ref.kind, connected),
      };
    }
    case 'policy': {
      const { isUnreadable } = outcome;
      return {
        ancestors: outcome.ancestors.map(({ ancestorRef, verdicts }) => ({
          ancestorRef,
          controllerName,
          conditions: conditions(
            isUnreadable ? unreadableVerdicts(circumstances.unreadable) : correct(verdicts),
            generation,
          ),
        })),
      };
    }
  }
}

function ingressAddresses(addresses: readonly string[]): NonNullable<ObjectStatus['loadBalancer']> {
  if (addresses.length === 0) return {};
  return { ingress: addresses.map(one => (isIpAddress(one) ? { ip: one } : { hostname: one })) };
}

function gatewayAddress(value: string): GatewayAddress {
  return { type: isIpAddress(value) ? 'IPAddress' : 'Hostname', value };
}

function listenerStatus(
  { name, supportedKinds, attachedRoutes, verdicts }: ListenerReport,
  generation: number,
): ListenerStatus {
  return { name, supportedKinds, attachedRoutes, conditions: conditions(verdicts, generation) };
}

/** readinessStatus is the status of an object about which there is nothing else to say. */
export function readinessStatus(readiness: Readiness): ObjectStatus {
  return withReadiness([], 0, readiness);
}

function withReadiness(
  said: readonly Condition[],
  observedGeneration: number,
  readiness: Readiness | undefined,
): ObjectStatus {
  if (readiness === undefined) return { conditions: said };
  const { counts, ...rest } = readiness;
  return {
    conditions: [...said, { type: 'EndpointsReady', observedGeneration, ...rest }],
    ...(counts === undefined ? {} : { endpoints: counts }),
  };
}

/** unreadableStatus is the status of an object of which no version could ever be used. */
export function unreadableStatus(errors: readonly Finding[]): ObjectStatus {
  return { conditions: conditions(unreadableVerdicts(errors), 1) };
}

function unreadableVerdicts(errors: readonly Finding[], reason = 'Invalid'): Verdicts {
  return { Accepted: { holds: false, reason, message: sentence(errors) } };
}

/** What Envoy refused is not in force, whatever translation reported. */
function corrected(verdicts: Verdicts, { rejected, unreadable, deprecated, idle }: Circumstances): Verdicts {
  const refused: Verdict | undefined =
    rejected.length === 0
      ? undefined
      : { holds: false, reason: 'RejectedByProxy', message: rejected.join('; ') };
  const type = verdicts.Programmed === undefined ? 'Accepted' : 'Programmed';
  const pending: Verdict = {
    holds: false,
    reason: 'Pending',
    message: 'No proxy has this Gateway in force: none is connected, or none has acknowledged it',
  };
  return {
    ...verdicts,
    ...(idle && verdicts.Programmed?.holds === true ? { Programmed: pending } : {}),
    ...(refused === undefined ? {} : { [type]: refused }),
    ...(unreadable.length === 0
      ? {}
      : { LastGoodInForce: { holds: true, reason: 'Invalid', message: sentence(unreadable) } }),
    ...(deprecated.length === 0
      ? {}
      : { Warning: { holds: true, reason: 'DeprecatedField', message: sentence(deprecated) } }),
  };
}

function sentence(findings: readonly Finding[]): string {
  return findings.map(f => (f.path === '' ? f.message : `${f.path} ${f.message}`)).join('; ');
}

/** An HTTPRoute that is a parent through several gateways is listed once. */
function oncePerParent(parents: readonly ParentReport[]): readonly ParentReport[] {
  const names = parents.map(({ parentRef }) =>
    parentRef.kind === 'HTTPRoute' ? JSON.stringify(parentRef) : '',
  );
  return parents.filter((_, i) => names[i] === '' || names.indexOf(names[i] ?? '') === i);
}
