import type { Collection, Graph, Index } from '#graph';
import type { Gateway as GatewayModel, Report } from '#model';
import type { Gateway, GatewayClass } from '#resources';
import { authoritiesIn } from '../authorities.ts';
import type { Inputs } from '../inputs.ts';
import { governGateway } from '../policies/governed-gateway.ts';
import type { PointPolicies } from '../policies/policies-in-force.ts';
import type { ReferenceGrants } from '../reference-grants.ts';
import { type AttachPoint, attachPoint, listenerKey } from './attach-point.ts';
import type { CertificateState } from './certificate.ts';
import { type GatewayState, translateGateway } from './gateway.ts';
import { type Foreign, findForeign } from './ownership.ts';
import { gatewayClassReport, gatewayReport } from './report.ts';

/** TranslatedGateways is the graph's part of gateways. */
export interface TranslatedGateways {
  readonly states: Collection<GatewayState>;
  readonly models: Collection<GatewayModel>;
  readonly attachPoints: Collection<AttachPoint>;
  readonly foreign: Foreign;
}

/** translateGateways lays the graph from Gateways to what routes attach to. */
export function translateGateways(
  graph: Graph,
  inputs: Inputs,
  certificates: Collection<CertificateState>,
  grants: ReferenceGrants,
  policies: Collection<PointPolicies>,
): TranslatedGateways {
  const classes = inputs.of('gateway-api/GatewayClass');
  const authorities = authoritiesIn(inputs);
  const foreign = findForeign(graph, inputs);
  const states = graph.map<Gateway, GatewayState>(
    'translate/gateways',
    inputs.of('gateway-api/Gateway'),
    (gateway, key, track) => {
      if (track.fetch(foreign.gateways, key)) return undefined;
      const controller = track.fetch(inputs.controllers, key);
      return translateGateway(gateway, { classes, certificates, authorities, grants, track, controller });
    },
  );
  return {
    states,
    models: graph.map<GatewayState, GatewayModel>('translate/gateway-models', states, ({ model }, _, track) =>
      governGateway(model, policies, track),
    ),
    attachPoints: graph.map<GatewayState, AttachPoint>('translate/attach-points', states, attachPoint),
    foreign,
  };
}

/** reportGateways says what became of gateways and their classes; `routes` are those that attached, by `listenerKey`. */
export function reportGateways(
  graph: Graph,
  inputs: Inputs,
  { states, foreign }: TranslatedGateways,
  routes: Index<unknown>,
): Collection<Report> {
  return graph.join<Report>('translate/all-gateway-reports', [
    graph.map<GatewayState, Report>('translate/gateway-reports', states, (state, key, track) =>
      gatewayReport(state, name => track.count(routes, listenerKey(key, name))),
    ),
    graph.map<GatewayClass, Report>(
      'translate/gateway-class-reports',
      inputs.of('gateway-api/GatewayClass'),
      (one, key, track) => (track.fetch(foreign.classes, key) ? undefined : gatewayClassReport(one)),
    ),
  ]);
}
