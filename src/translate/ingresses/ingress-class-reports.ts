import type { Collection, Graph } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import type { AssignedAddresses, Report } from '#model';
import { brokenPorts, type IngressClass } from '#resources';
import type { Inputs } from '../inputs.ts';
import { reportOn } from '../report.ts';
import { gatewayOfClass, namedGateway } from './class-of-ingress.ts';

/** reportIngressClasses says what is wrong with classes of ours. They have no status. */
export function reportIngressClasses(
  graph: Graph,
  inputs: Inputs,
  { gatewayAddresses }: { readonly gatewayAddresses?: Collection<AssignedAddresses> },
): Collection<Report> {
  return graph.map<IngressClass, Report>(
    'translate/ingress-class-reports',
    inputs.of('kubernetes/IngressClass'),
    (one, key, track) => {
      const controller = track.fetch(inputs.controllers, key);
      if (controller !== undefined && controller !== one.spec.controller) return undefined;
      const named = namedGateway(one);
      const gateways = inputs.of('gateway-api/Gateway');
      const isThere = named === undefined || track.fetch(gateways, resourceKey(named)) !== undefined;
      // A Gateway that somebody wrote tells this in its own status.
      const implied = named === undefined && resourceKey(gatewayOfClass({ name: one.ref.name, object: one }));
      const refused =
        implied &&
        gatewayAddresses !== undefined &&
        track.fetch(gateways, implied)?.spec.impliedBy !== undefined
          ? track.fetch(gatewayAddresses, implied)?.refused
          : undefined;
      const findings = [
        ...findingsOn(one, isThere ? undefined : named),
        ...(refused === undefined ? [] : [notRun(one, refused.message)]),
      ];
      return reportOn(one, findings, { kind: 'object', verdicts: {} });
    },
  );
}

function notRun({ ref }: IngressClass, message: string): Finding {
  return {
    severity: 'error',
    reason: 'NotRun',
    message: `the gateway of its Ingresses is not run as it should be: ${message}`,
    path: '',
    ref,
  };
}

function findingsOn(one: IngressClass, missing: ResourceRef | undefined): readonly Finding[] {
  const { ref, spec } = one;
  const ofPorts = brokenPorts(one).map(
    (name): Finding => ({
      severity: 'warning',
      reason: 'UnsupportedValue',
      message: 'must be a port number from 1 to 65535; the usual one is listened on',
      path: `metadata.annotations[${name}]`,
      ref,
    }),
  );
  const path = 'spec.parameters';
  if (spec.parameters !== undefined && namedGateway(one) === undefined) {
    const message =
      'has no effect: only a Gateway can be named (apiGroup gateway.networking.k8s.io, scope Namespace), by which Ingresses of the class are served';
    return [...ofPorts, { severity: 'warning', reason: 'UnsupportedValue', message, path, ref }];
  }
  if (missing === undefined) return ofPorts;
  const message = 'names a Gateway that was not found: Ingresses of the class are served nowhere';
  return [...ofPorts, { severity: 'error', reason: 'NoMatchingParent', message, path, ref, cause: missing }];
}
