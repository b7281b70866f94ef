import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { makeWorkplace, type Workplace } from '../src/cli/testing/workplace.ts';

/** As `kubectl get -o yaml` gives what stands in a cluster: with everything that the API server adds. */
const exported = `apiVersion: v1
kind: List
metadata:
  resourceVersion: ""
items:
- apiVersion: gateway.networking.k8s.io/v1
  kind: GatewayClass
  metadata:
    name: harbour
    uid: 7d0c3f55-0d70-4c9a-9a53-1f2d9a52c001
    resourceVersion: "811"
    creationTimestamp: "2026-02-03T04:05:06Z"
    generation: 1
    managedFields:
    - {manager: kubectl, operation: Update, apiVersion: gateway.networking.k8s.io/v1, fieldsType: FieldsV1, fieldsV1: {"f:spec": {}}}
  spec: {controllerName: example.net/harbour}
  status: {conditions: [{type: Accepted, status: "True", reason: Accepted, message: "", lastTransitionTime: "2026-02-03T04:05:06Z"}]}
- apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata:
    name: quay
    namespace: ships
    annotations:
      kubectl.kubernetes.io/last-applied-configuration: |
        {"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway"}
    finalizers: [example.net/harbour]
    ownerReferences: []
  spec:
    gatewayClassName: harbour
    listeners: [{name: http, port: 8080, protocol: HTTP}]
  status: {addresses: [{type: IPAddress, value: 192.0.2.9}], listeners: []}
- apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata: {name: pier, namespace: ships}
  spec:
    parentRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: quay}]
    rules: [{matches: [{path: {type: PathPrefix, value: /}}], backendRefs: [{group: "", kind: Service, name: pier, port: 80, weight: 1}]}]
  status: {parents: []}
- apiVersion: v1
  kind: Service
  metadata: {name: pier, namespace: ships, creationTimestamp: null}
  spec:
    clusterIP: 10.96.7.7
    clusterIPs: [10.96.7.7]
    externalTrafficPolicy: Local
    internalTrafficPolicy: Cluster
    ipFamilies: [IPv4]
    ipFamilyPolicy: SingleStack
    ports: [{name: http, port: 80, protocol: TCP, targetPort: web, nodePort: 30711, appProtocol: http}]
    selector: {app: pier}
    sessionAffinity: None
    type: LoadBalancer
  status: {loadBalancer: {}}
`;

/** The same four, as a person writes them: one by one, with remarks, empty documents and what YAML has for saying things once. */
const written = `# Everything of the harbour.
---
# nothing here
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: harbour}
spec: {controllerName: example.net/harbour}
--- # the quay
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: quay
  namespace: ships
  labels: &who
    team: harbour
spec:
  gatewayClassName: harbour
  listeners:
    - name: http
      port: 8080    # as before
      protocol: HTTP
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: pier
  namespace: ships
  labels: &labels {team: harbour}
  annotations: {<<: *labels}
spec:
  parentRefs: [{name: quay}]
  rules: [{backendRefs: [{name: pier, port: 80}]}]
---
apiVersion: v1
kind: Service
metadata: {name: pier, namespace: ships}
spec: {clusterIP: 10.96.7.7, ports: [{port: 80}]}
...
`;

/** What stands beside it in a folder that others wrote for others. */
const beside: readonly (readonly [string, string, RegExp])[] = [
  [
    'chart/templates/deck.yaml',
    '{{- if .Values.deck.enabled }}\napiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.deck.name }}\nspec: {ports: [{port: 80}]}\n{{- end }}\n',
    /chart\/templates\/deck\.yaml:1: error: is a template .*render it first/,
  ],
  [
    'istio.yaml',
    'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: crew, namespace: ships}\nspec: {}\n',
    /istio\.yaml:2: warning: authorizationpolicy\/ships\/crew kind: is not read here, so the object is ignored: .*; it keeps nobody out; /,
  ],
  [
    'gloo.yaml',
    'apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {name: mast}\nspec: {}\n',
    /gloo\.yaml:2: warning: virtualservice\/mast kind: .*; write an HTTPRoute of gateway\.networking\.k8s\.io\/v1: see docs\/guides\/from-gloo\.md /,
  ],
  [
    'mesh.yaml',
    'type: TrafficRoute\nmesh: default\nname: keel\nconf: {}\n',
    /mesh\.yaml:1: warning: trafficroute\/default\/keel type: .*; write a MeshHTTPRoute or a MeshTCPRoute /,
  ],
  [
    'early-gloo.yaml',
    'apiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {name: crane, namespace: ships}\nspec: {upstreamSpec: {static: {hosts: [{addr: crane.example, port: 443}]}}}\n',
    /early-gloo\.yaml:4: error: upstream\/ships\/crane spec\.upstreamSpec: is a form of early versions of gloo: write what stands in it directly into spec /,
  ],
  [
    'models.yaml',
    'apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: oracle, namespace: ships}\nspec: {type: AI, ai: {llm: {openai: {}}}}\n',
    /models\.yaml:4: error: backend\/ships\/oracle spec\.ai: is not served: models are what agentgateway leads to/,
  ],
  [
    'subsets.yaml',
    'apiVersion: networking.istio.io/v1beta1\nkind: DestinationRule\nmetadata: {name: pier, namespace: ships}\nspec:\n  host: pier\n  subsets:\n  - {name: v1, labels: {version: v1}, trafficPolicy: {loadBalancer: {simple: RANDOM}}}\n',
    /subsets\.yaml:6: warning: destinationrule\/ships\/pier spec\.subsets: have no effect: labels of the pods of a Service are not known here/,
  ],
  [
    'expressions.yaml',
    'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: gangway, namespace: ships}\nspec: {rules: [{host: gangway.example, http: {paths: [{path: "/deck/?(.*)", pathType: ImplementationSpecific, backend: {service: {name: pier, port: {number: 80}}}}]}}]}\n',
    /expressions\.yaml:4: warning: ingress\/ships\/gangway spec\.rules\[0\]\.http\.paths\[0\]\.path: is taken as it is written, .* it is not a regular expression here/,
  ],
  [
    'broken.yaml',
    'apiVersion: v1\nkind: Service\nmetadata:\n\tname: tabbed\n',
    /broken\.yaml:\d+: error: .*is not valid YAML/,
  ],
  [
    'apps.yaml',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: pier, namespace: ships}\n',
    /apps\.yaml:2: warning: deployment\/ships\/pier kind: is not a kind that is known here/,
  ],
];

describe('manifests that are brought along are read as they are', () => {
  let place: Workplace;
  before(async () => {
    place = await makeWorkplace();
  });
  after(() => place.close());

  const forms: readonly (readonly [string, string])[] = [
    ['as a cluster gives them', exported],
    ['as a person writes them', written],
    ['with the line ends of Windows', written.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\uFEFF${written}`],
  ];
  for (const [i, [how, text]] of forms.entries()) {
    it(how, async () => {
      place.write(`form-${i}/harbour.yaml`, text);
      const { code, stdout } = await place.run(['check', '-f', `form-${i}`]);
      assert.equal(stdout, '4 objects in force, nothing to complain about\n');
      assert.equal(code, 0);
    });
  }

  it('whatever stands beside them: that is told by file, line and path, and disturbs nobody', async () => {
    place.write('folder/harbour.yaml', written);
    for (const [file, text] of beside) place.write(`folder/${file}`, text);
    const { code, stdout } = await place.run(['check', '-f', 'folder']);
    for (const [, , said] of beside) assert.match(stdout, said);
    assert.match(stdout, /^7 objects in force, 4 errors, 6 warnings$/m);
    assert.equal(code, 1);
    const request = ['explain', 'request', 'GET', 'http://any.test:8080/', '-f', 'folder'];
    assert.match((await place.run(request)).stdout, /goes to service\/ships\/pier:80/);
  });
});
