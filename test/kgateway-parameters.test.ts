import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allocateUnremembered } from '#allocation';
import { createGraph } from '#graph';
import { resourceKey } from '#lib/resource-ref.ts';
import type { AssignedAddresses, Known } from '#model';
import { decodeResource } from '#resources';
import { gatewayObjects } from '../src/kube/gateways/gateway-objects.ts';
import { feedInputs } from '../src/main/feed-inputs.ts';
import { buildPipeline } from '../src/main/pipeline.ts';
import { documentsIn } from '../src/main/testing/hand-fed.ts';
import { ownMachine } from './harness/evaluation.ts';

const settings = {
  image: 'envoyproxy/envoy:v1.40',
  xdsAddress: 'fairlead.system.svc:18000',
  receiverOf: () => ({ clusters: [], authority: '' }),
};

const parameters = (name: string, spec: string) => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayParameters
metadata: {name: ${name}, namespace: default}
spec: ${spec}
---`;
const named = (name: string) => `{group: gateway.kgateway.dev, kind: GatewayParameters, name: ${name}`;
const edge = (ofGateway: string | undefined, ofClass: string | undefined) => `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: kgateway}
spec:
  controllerName: kgateway.dev/kgateway
  ${ofClass === undefined ? '' : `parametersRef: ${named(ofClass)}, namespace: default}`}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: default, uid: "1"}
spec:
  gatewayClassName: kgateway
  ${ofGateway === undefined ? '' : `infrastructure: {parametersRef: ${named(ofGateway)}}}`}
  listeners: [{name: http, protocol: HTTP, port: 8080}]
---`;

/** What a cluster is asked to run, by kind, and what is found. */
function run(text: string) {
  const graph = createGraph();
  const allocated = allocateUnremembered(graph);
  const { inputs, translation, status } = buildPipeline(graph, {
    policy: ownMachine,
    discovered: graph.source<Known>('main/discovered'),
    addresses: allocated.addresses,
    takenAddresses: allocated.takenAddresses,
    withheld: graph.source('main/withheld'),
    refusals: graph.source('main/refusals'),
    gatewayAddresses: graph.source<AssignedAddresses>('main/gateway-addresses'),
  });
  const controller = 'kgateway.dev/kgateway';
  feedInputs(
    graph,
    inputs,
  )(
    documentsIn(text).map(document => {
      const { ref, resource, findings } = decodeResource(document);
      assert.ok(ref !== undefined);
      const entry = { ...(resource === undefined ? {} : { resource }), findings, controller };
      return { key: resourceKey(ref), entry };
    }),
  );
  const [workload] = [...(translation.workloads?.entries() ?? [])].map(([, one]) => one);
  const made = workload === undefined ? [] : gatewayObjects(workload, settings);
  const findings = [...status.findings.entries()].flatMap(([, all]) => all);
  return {
    kinds: made.map(({ kind }) => kind),
    /** A field of the object of a kind. */
    at: (kind: string, ...path: readonly (string | number)[]): unknown =>
      path.reduce<unknown>(
        (value, name) => (value === undefined ? undefined : Reflect.get(Object(value), name)),
        made.find(object => object.kind === kind),
      ),
    said: findings.map(({ path, message }) => `${path} ${message}`),
  };
}

describe('GatewayParameters of kgateway', () => {
  it('say how the proxies of a Gateway are run', () => {
    const { at, said } = run(
      parameters(
        'own',
        `
  kube:
    deployment: {replicas: 3, strategy: {type: Recreate}}
    deploymentOverlay: {spec: {template: {spec: {hostNetwork: true}}}}
    envoyContainer:
      image: {registry: registry.example.com, repository: envoy, tag: v1.40, pullPolicy: Always}
      resources: {limits: {memory: 1Gi}}
      env: [{name: ZONE, value: a}]
      bootstrap: {logLevel: info, componentLogLevels: {upstream: debug}}
      extraArgs: ["--skip-deprecated-logs", "--log-level trace"]
    podTemplate:
      extraLabels: {team: shop}
      extraAnnotations: {who: shop}
      nodeSelector: {disk: ssd}
      gracefulShutdown: {enabled: true, sleepTimeSeconds: 20}
      terminationGracePeriodSeconds: 90
    service: {type: NodePort, extraAnnotations: {lb: a}, externalTrafficPolicy: Local}
    serviceAccount: {extraAnnotations: {iam.gke.io/gcp-service-account: shop@example.com}}
    podDisruptionBudget: {metadata: {labels: {of: shop}}, spec: {minAvailable: 1}}`,
      ) + edge('own', undefined),
    );
    const deployment = (...path: readonly (string | number)[]) => at('Deployment', 'spec', ...path);
    const pod = (...path: readonly (string | number)[]) => deployment('template', 'spec', ...path);
    const envoy = (...path: readonly (string | number)[]) => pod('containers', 0, ...path);
    assert.deepEqual([deployment('replicas'), deployment('strategy')], [3, { type: 'Recreate' }]);
    assert.equal(envoy('image'), 'registry.example.com/envoy:v1.40');
    assert.equal(envoy('imagePullPolicy'), 'Always');
    const requests = { cpu: '50m', memory: '128Mi' };
    assert.deepEqual(envoy('resources'), { requests, limits: { memory: '1Gi' } });
    assert.match(JSON.stringify(envoy('env')), /{"name":"ZONE","value":"a"}/);
    const flags = String(envoy('args')).replaceAll(',', ' ');
    assert.match(flags, /--log-level info --component-log-level upstream:debug/);
    assert.match(flags, /--skip-deprecated-logs/);
    assert.doesNotMatch(flags, /trace/);
    assert.deepEqual(envoy('lifecycle', 'preStop'), { sleep: { seconds: 20 } });
    assert.equal(deployment('template', 'metadata', 'labels', 'team'), 'shop');
    assert.equal(deployment('template', 'metadata', 'annotations', 'who'), 'shop');
    assert.deepEqual([pod('nodeSelector'), pod('hostNetwork')], [{ disk: 'ssd' }, true]);
    assert.equal(at('Service', 'spec', 'type'), 'NodePort');
    assert.equal(at('Service', 'spec', 'externalTrafficPolicy'), 'Local');
    assert.equal(at('Service', 'metadata', 'annotations', 'lb'), 'a');
    assert.equal(
      at('ServiceAccount', 'metadata', 'annotations', 'iam.gke.io/gcp-service-account'),
      'shop@example.com',
    );
    assert.equal(at('PodDisruptionBudget', 'spec', 'minAvailable'), 1);
    assert.equal(at('PodDisruptionBudget', 'metadata', 'labels', 'of'), 'shop');
    assert.deepEqual(said, [
      'spec.kube.envoyContainer.extraArgs[1] is left out: say it by spec.kube.envoyContainer.bootstrap.logLevel',
    ]);
  });

  it('of a class hold where those of the Gateway say nothing, field by field', () => {
    const { at, said } = run(
      parameters(
        'of-class',
        '{kube: {deployment: {replicas: 2}, envoyContainer: {image: {repository: envoy}}}}',
      ) +
        parameters('own', '{kube: {deployment: {replicas: 5}, podTemplate: {extraLabels: {a: b}}}}') +
        edge('own', 'of-class'),
    );
    assert.equal(at('Deployment', 'spec', 'replicas'), 5);
    assert.equal(at('Deployment', 'spec', 'template', 'spec', 'containers', 0, 'image'), 'envoy');
    assert.deepEqual(said, []);
  });

  it('an autoscaler alone says how many there are', () => {
    const { at, said } = run(
      parameters(
        'own',
        '{kube: {deployment: {replicas: 2}, horizontalPodAutoscaler: {spec: {maxReplicas: 9}}}}',
      ) + edge('own', undefined),
    );
    assert.equal(at('Deployment', 'spec', 'replicas'), undefined);
    assert.equal(at('HorizontalPodAutoscaler', 'spec', 'maxReplicas'), 9);
    assert.match(said.join(), /spec.kube.deployment.replicas has no effect beside horizontalPodAutoscaler/);
  });

  it('selfManaged has nothing made', () => {
    const { kinds, said } = run(parameters('own', '{selfManaged: {}}') + edge('own', undefined));
    assert.deepEqual([kinds, said], [[], []]);
  });

  it('what is not served is said, and what is not there', () => {
    const { said } = run(
      parameters('own', '{kube: {stats: {enabled: true}, envoyContainer: {image: {tag: v1}}}}') +
        edge('own', 'nowhere'),
    );
    assert.match(said.join('\n'), /^spec.kube.stats .*not/m);
    assert.match(said.join('\n'), /^spec.kube.envoyContainer.image.tag has no effect without repository/m);
    assert.match(said.join('\n'), /^spec.parametersRef GatewayParameters default\/nowhere was not found/m);
  });
});
