import type { Json } from '#lib/json.ts';
import type { GatewayWorkload, NamedParameters, PatchedSpec } from '#model';
import { type DesiredObject, mergedOver, type OwnedKind } from './desired-object.ts';
import { gatewayNameOf, labelValue, namespaceOf, objectName } from './names.ts';
import { type ProxySettings, podTemplate, proxyBootstrap, proxyFiles } from './proxy-pod.ts';
import { gatewayService } from './service.ts';

/** managedBy is the label by which we recognize objects that we made. */
export const managedBy = { 'app.kubernetes.io/managed-by': 'fairlead' };

/** gatewayObjects are all objects that run the proxies of a gateway: an object that is no longer among them is deleted. */
export function gatewayObjects(workload: GatewayWorkload, settings: ProxySettings): readonly DesiredObject[] {
  const selector = selectorOf(workload);
  const metadata = gatewayMetadata(workload);
  const bootstrap = proxyBootstrap(workload, settings);
  const { runner, autoscaler, disruptionBudget, serviceAccount } = workload.parameters ?? {};
  const kind = runner?.kind ?? 'Deployment';
  const object = (apiVersion: string, kind: OwnedKind, fields: { readonly [field: string]: Json }) => ({
    ...{ apiVersion, kind, metadata },
    ...fields,
  });
  const optional = (
    apiVersion: string,
    kind: OwnedKind,
    wanted: PatchedSpec | undefined,
    own: { readonly [field: string]: Json },
  ) =>
    wanted ? [mergedOver(object(apiVersion, kind, { spec: { ...wanted.spec, ...own } }), wanted.patch)] : [];
  return [
    {
      ...object('v1', 'ServiceAccount', { automountServiceAccountToken: false }),
      metadata: serviceAccount === undefined ? metadata : namedBeside(metadata, serviceAccount),
    },
    object('v1', 'ConfigMap', { data: proxyFiles(settings, bootstrap) }),
    ...gatewayService(workload, metadata, selector),
    mergedOver(
      object('apps/v1', kind, {
        spec: {
          ...(kind === 'Deployment' ? { strategy } : {}),
          ...runner?.spec,
          selector: { matchLabels: selector },
          template: podTemplate(workload, settings, bootstrap, metadata),
        },
      }),
      runner?.patch,
    ),
    ...optional('autoscaling/v2', 'HorizontalPodAutoscaler', autoscaler, {
      scaleTargetRef: { apiVersion: 'apps/v1', kind, name: metadata.name },
    }),
    ...optional('policy/v1', 'PodDisruptionBudget', disruptionBudget, {
      selector: { matchLabels: selector },
    }),
  ];
}

/** Adds labels and annotations of the parameters; our own labels win. */
function namedBeside(
  metadata: DesiredObject['metadata'],
  { labels, annotations }: NamedParameters,
): DesiredObject['metadata'] {
  return {
    ...metadata,
    labels: { ...labels, ...metadata.labels },
    annotations: { ...metadata.annotations, ...annotations },
  };
}

/** gatewayMetadata is the metadata that all objects made for a gateway share. */
export function gatewayMetadata(workload: GatewayWorkload): DesiredObject['metadata'] {
  return {
    name: objectName(workload),
    namespace: namespaceOf(workload),
    labels: {
      ...workload.labels,
      'app.kubernetes.io/name': 'envoy',
      ...selectorOf(workload),
    },
    ...(Object.keys(workload.annotations).length === 0 ? {} : { annotations: workload.annotations }),
    ownerReferences: [ownedBy(workload)],
  };
}

/**
 * Includes `managedBy`, as another controller that ran the same Gateway would label its pods with the same Gateway API
 * names.
 */
function selectorOf(workload: GatewayWorkload) {
  return {
    ...managedBy,
    'gateway.networking.k8s.io/gateway-name': labelValue(gatewayNameOf(workload)),
    'gateway.networking.k8s.io/gateway-class-name': labelValue(workload.className),
  };
}

/** No pod goes before another one serves. */
const strategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } };

/** With this owner, Kubernetes' garbage collector removes the objects when the Gateway, or other owner, is gone. */
function ownedBy(workload: GatewayWorkload) {
  const { group, kind, name } = workload.owner ?? {
    group: 'gateway.networking.k8s.io',
    kind: 'Gateway',
    name: gatewayNameOf(workload),
  };
  return {
    apiVersion: `${group}/v1`,
    kind,
    name,
    uid: workload.uid,
    controller: true,
    blockOwnerDeletion: false,
  };
}
