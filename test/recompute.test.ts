import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Collection } from '#graph';
import type { XdsResource } from '#lib/xds-resource.ts';
import { type Evaluation, evaluate, ownMachine } from './harness/evaluation.ts';

const gateway = (n: number) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw-${n}}
spec:
  gatewayClassName: fairlead
  listeners: [{name: http, protocol: HTTP, port: 8080}]
`;
const backend = (n: number, port = 80) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: b-${n}}
spec: {endpoints: [{ip: {address: 10.0.0.${n}, port: ${port}}}]}
`;
const route = (n: number, to = n, parent = 1) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r-${n}}
spec:
  parentRefs: [{name: gw-${parent}}]
  hostnames: [r-${n}.test]
  rules: [{backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: b-${to}}]}]
`;

/** Collections of which something ran, with how often, and the xDS resources that changed. */
function observe(count: number): {
  edit: (work: (e: Evaluation) => void) => { ran: string[]; changed: string[] };
} {
  let ran: string[] = [];
  let changed: string[] = [];
  const onRun = (collection: string, key: string) => ran.push(`${collection} ${key.split('/').at(-1)}`);
  const evaluation = evaluate('', { onRun }, { ...ownMachine, allowsPatches: false });
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  evaluation.put(
    [
      'apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: fairlead}\nspec: {controllerName: x.test/y}',
      gateway(1),
      gateway(2),
      ...numbers.flatMap(n => [backend(n), route(n)]),
    ].join('\n---\n'),
  );
  const resources = { ...evaluation.pipeline.resources };
  for (const collection of Object.values<Collection<XdsResource>>(resources)) {
    collection.subscribe(changes => {
      for (const { before, after } of changes)
        changed.push(`${(after ?? before)?.type} ${(after ?? before)?.name}`);
    });
  }
  return {
    edit: work => {
      ran = [];
      changed = [];
      work(evaluation);
      return { ran, changed };
    },
  };
}

describe('work follows the change, not the size', () => {
  it('a changed endpoint re-runs its Backend and its encodings, and no route, gateway or reach', () => {
    const { ran, changed } = observe(20).edit(e => e.put(backend(7, 81)));
    assert.deepEqual(changed, ['endpoints backend~gateway~envoyproxy~io/local/default/b-7/http1']);
    assert.deepEqual(ran, [
      // Its labels, by which a policy may find it.
      'translate/selected-targets-of-inputs/envoy-gateway/Backend b-7',
      'translate/envoy-gateway-backends b-7',
      'translate/envoy-gateway-backend-states b-7',
      'translate/envoy-gateway-backend-reports b-7',
      'translate/envoy-gateway-backend-wants b-7',
      'translate/Backend.gateway.envoyproxy.io-known b-7',
      'translate/backend-places b-7',
      // Its port, by which a policy may mean it.
      'translate/policies-on-backends b-7',
      'translate/backends b-7',
      'translate/backend-summaries b-7',
      'translate/backends-with-fallback b-7',
      'reach/shown-to-backends b-7',
      'reach/backends b-7',
      'envoy/watches b-7',
      'envoy/shapes b-7',
      'envoy/endpoints b-7',
    ]);
  });

  it('a changed endpoint runs the same derivations among 10 as among 300', () => {
    const few = observe(10).edit(e => e.put(backend(7, 81)));
    const many = observe(250).edit(e => e.put(backend(7, 81)));
    assert.deepEqual(many, few);
  });

  it('a route that flips to another backend re-encodes its virtual host alone', () => {
    const { ran, changed } = observe(20).edit(e => e.put(route(3, 4)));
    assert.ok(changed.includes('virtualHost default/gw-1/8080/r-3.test'));
    assert.deepEqual(
      changed.filter(c => c.startsWith('virtualHost')),
      ['virtualHost default/gw-1/8080/r-3.test'],
    );
    assert.ok(!ran.some(r => /r-[^3]|gw-2|b-[^34]/.test(r)), ran.join('\n'));
  });

  it('an added route costs its own virtual host, cluster and assignment', () => {
    const { edit } = observe(20);
    const { ran, changed } = edit(e => e.put(`${backend(21)}---\n${route(21)}`));
    assert.deepEqual(changed.sort(), [
      'cluster backend~gateway~envoyproxy~io/local/default/b-21/http1',
      'endpoints backend~gateway~envoyproxy~io/local/default/b-21/http1',
      'virtualHost default/gw-1/8080/r-21.test',
    ]);
    assert.ok(!ran.some(r => /r-(?!21)|b-(?!21)/.test(r)), ran.join('\n'));
    // The one thing of the gateway that a route changes is how many there are.
    assert.deepEqual(
      ran.filter(r => /gw-/.test(r)).map(r => r.split(' ')[0]),
      ['translate/gateway-reports', 'status/from-reports', 'status/reported', 'status/corrected'],
    );
  });

  it('a removed route takes its backend out of reach, and what none reaches out of the bytes', () => {
    const { changed } = observe(20).edit(e =>
      e.remove('gateway.networking.k8s.io/HTTPRoute/local/default/r-5'),
    );
    assert.deepEqual(changed.sort(), [
      'cluster backend~gateway~envoyproxy~io/local/default/b-5/http1',
      'endpoints backend~gateway~envoyproxy~io/local/default/b-5/http1',
      'virtualHost default/gw-1/8080/r-5.test',
    ]);
  });

  it('a renamed route keeps every cluster', () => {
    const renamed = route(3).replace('name: r-3', 'name: another');
    const { changed } = observe(20).edit(e =>
      e.graph.batch(() => {
        e.remove('gateway.networking.k8s.io/HTTPRoute/local/default/r-3');
        e.put(renamed);
      }),
    );
    assert.deepEqual(changed, ['virtualHost default/gw-1/8080/r-3.test']);
  });

  it('routes of other kinds re-run no HTTPRoute that they do not compete with', () => {
    const { edit } = observe(20);
    const of = (kind: string, name: string, spec: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: {name: ${name}}
spec: ${spec}
`;
    const to = '{group: gateway.envoyproxy.io, kind: Backend, name: b-1}';
    const tcp = edit(e =>
      e.put(of('TCPRoute', 'db', `{parentRefs: [{name: gw-1}], rules: [{backendRefs: [${to}]}]}`)),
    );
    assert.ok(!tcp.ran.some(r => / r-/.test(r)), tcp.ran.join('\n'));
    const grpc = (hosts: string) =>
      of(
        'GRPCRoute',
        'calls',
        `{parentRefs: [{name: gw-1}], hostnames: [${hosts}], rules: [{backendRefs: [${to}]}]}`,
      );
    // The first at a listener is looked at by all of its HTTPRoutes, once; none of them is encoded again.
    const first = edit(e => e.put(grpc('calls.test')));
    assert.deepEqual(
      first.changed.filter(c => c.startsWith('virtualHost')),
      ['virtualHost default/gw-1/8080/calls.test'],
    );
    assert.ok(
      !first.ran.some(r => /(attachments|virtual-hosts|route-states|reports) r-/.test(r)),
      first.ran.join('\n'),
    );
    const taken = edit(e => e.put(grpc('r-7.test')));
    assert.deepEqual(taken.changed.filter(c => c.startsWith('virtualHost')).sort(), [
      'virtualHost default/gw-1/8080/calls.test',
      'virtualHost default/gw-1/8080/r-7.test',
    ]);
  });

  it('a ListenerSet that comes costs its own listeners and routes, and none of those beside it', () => {
    const { edit } = observe(5);
    const set = (n: number) => `
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: {name: set-${n}}
spec:
  parentRef: {name: gw-1}
  listeners: [{name: http, protocol: HTTP, port: 8080, hostname: set-${n}.test}]
---
${route(100 + n, 1)
  .replace('{name: gw-1}', `{kind: ListenerSet, name: set-${n}}`)
  .replace(`r-${100 + n}.test`, `set-${n}.test`)}`;
    const allowing = gateway(1).replace(
      'gatewayClassName',
      'allowedListeners: {namespaces: {from: Same}}\n  gatewayClassName',
    );
    edit(e => e.put([allowing, set(1)].join('---\n')));
    const { ran, changed } = edit(e => e.put(set(2)));
    assert.deepEqual(changed, ['virtualHost default/gw-1/8080/set-2.test']);
    assert.ok(!ran.some(r => / r-101/.test(r)), ran.join('\n'));
    const gone = edit(e => e.remove('gateway.networking.k8s.io/ListenerSet/local/default/set-2'));
    assert.deepEqual(gone.changed, ['virtualHost default/gw-1/8080/set-2.test']);
    assert.ok(!gone.ran.some(r => / r-101/.test(r)), gone.ran.join('\n'));
  });

  it('a Gateway that shares a proxy with others costs itself when it is edited, and nobody else a byte', () => {
    const { edit } = observe(20);
    const sharing = (n: number, hostname = `*.gw-${n}.test`) =>
      gateway(n).replace('fairlead', 'shared').replace('8080', `8080, hostname: "${hostname}"`);
    const ofClass = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: shared}
spec:
  controllerName: x.test/y
  parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: one, namespace: default}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: {name: one}
spec: {mergeGateways: true}
`;
    const before = [ofClass, sharing(3), sharing(4), sharing(5), route(3, 3, 3), route(4, 4, 4)];
    edit(e => e.put(before.join('---\n')));
    const { ran, changed } = edit(e => e.put(sharing(5, '*.other.test')));
    assert.deepEqual(changed.sort(), [
      'virtualHost shared/8080/*.gw-5.test',
      'virtualHost shared/8080/*.other.test',
    ]);
    const others = ran.filter(r => /(gw-[34]|r-[0-9]+)$/.test(r));
    assert.deepEqual(others, ['translate/attach-points gw-3', 'translate/attach-points gw-4']);
  });

  it('a listener changes when its first route needs a filter, and not with the next', () => {
    const { edit } = observe(20);
    const withCors = (n: number) =>
      route(n).replace('rules: [{', "rules: [{filters: [{type: CORS, cors: {allowOrigins: ['*']}}], ");
    const listenersChangedBy = (text: string) =>
      edit(e => e.put(text)).changed.filter(c => c.startsWith('listener'));
    assert.deepEqual(listenersChangedBy(withCors(3)), ['listener default/gw-1/8080']);
    assert.deepEqual(listenersChangedBy(withCors(4)), []);
    assert.deepEqual(listenersChangedBy(route(3)), []);
    assert.deepEqual(listenersChangedBy(route(4)), ['listener default/gw-1/8080']);
  });

  it('a policy on one of many routes costs that route, and one on all of them what it changes', () => {
    const { edit } = observe(20);
    const policy = (name: string, target: string, settings: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: ${name}}
spec: {targetRefs: [{group: gateway.networking.k8s.io, ${target}}], ${settings}}
`;
    const encoded = (changed: readonly string[], type: string) =>
      changed.filter(c => c.startsWith(`${type} `));
    const one = (settings: string) => edit(e => e.put(policy('one', 'kind: HTTPRoute, name: r-3', settings)));
    const placed = one('timeout: {http: {requestTimeout: 1s}}');
    assert.deepEqual(placed.changed, ['virtualHost default/gw-1/8080/r-3.test']);
    assert.ok(!placed.ran.some(r => / (r-[^3]|b-|gw-2)/.test(r)), placed.ran.join('\n'));

    // Use by another name is another cluster; its assignment stays.
    const breaking = one('circuitBreaker: {maxConnections: 1}').changed.sort();
    assert.deepEqual(
      breaking.map(c => c.split('/')[0]),
      [
        'cluster backend~gateway~envoyproxy~io',
        'cluster backend~gateway~envoyproxy~io',
        'virtualHost default',
      ],
    );

    // What is said of backends is looked up by the policy's name: an edit of it is not an edit of any route.
    const all = (settings: string) => edit(e => e.put(policy('all', 'kind: Gateway, name: gw-1', settings)));
    all('circuitBreaker: {maxConnections: 2}');
    const edited = all('circuitBreaker: {maxConnections: 3}');
    assert.equal(encoded(edited.changed, 'cluster').length, 19, 'all but the one whose own policy holds');
    assert.equal(edited.changed.length, 19);
    assert.ok(!edited.ran.some(r => / r-/.test(r)), edited.ran.join('\n'));
  });

  it('a policy on one of many backends costs the routes that lead there, and an edit of what it says of the backend none', () => {
    const { edit } = observe(20);
    const one = (settings: string) =>
      edit(e =>
        e.put(`
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: one}
spec: {targetRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: b-3}], ${settings}}
`),
      );
    const placed = one('circuitBreaker: {maxConnections: 1}');
    assert.ok(placed.changed.includes('virtualHost default/gw-1/8080/r-3.test'), placed.changed.join('\n'));
    assert.ok(!placed.ran.some(r => / (r|b)-(?!3)/.test(r)), placed.ran.join('\n'));

    const edited = one('circuitBreaker: {maxConnections: 2}');
    assert.deepEqual(
      edited.changed.map(c => c.split(' ')[0]),
      ['cluster'],
    );
    assert.ok(
      !edited.ran.some(r => / (r-|b-(?!3))|-backends b-3/.test(r.replace('-on-backends', ''))),
      edited.ran.join('\n'),
    );

    const timed = one('timeout: {http: {requestTimeout: 1s}}');
    assert.ok(!timed.ran.some(r => / (r|b)-(?!3)/.test(r)), timed.ran.join('\n'));
  });

  it('an edit of what a policy says asks nothing anew of the others that are about the same', () => {
    const { edit } = observe(5);
    const policy = (name: string, kind: string, settings: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ${kind}
metadata: {name: ${name}}
spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r-3}], ${settings}}
`;
    const first = (timeout: string) =>
      edit(e => e.put(policy('a', 'BackendTrafficPolicy', `timeout: {http: {requestTimeout: ${timeout}}}`)));
    first('1s');
    edit(e => e.put(policy('b', 'BackendTrafficPolicy', 'timeout: {http: {requestTimeout: 9s}}')));
    edit(e => e.put(policy('c', 'SecurityPolicy', 'cors: {allowOrigins: [https://shop.test]}')));
    const { ran } = first('2s');
    assert.deepEqual(
      ran.filter(one => one.startsWith('translate/policy-outcomes')),
      ['translate/policy-outcomes r-3'],
      'its own alone',
    );
  });

  it('a changed endpoint of a backend with a policy re-runs nothing that is said of the policy', () => {
    const { edit } = observe(20);
    const policy = `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: p-3}
spec: {targetRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: b-3}], timeout: {tcp: {connectTimeout: 1s}}}
`;
    edit(e => e.put(policy));
    const { ran, changed } = edit(e => e.put(backend(3).replace('10.0.0.3', '10.0.1.3')));
    assert.deepEqual(changed, ['endpoints backend~gateway~envoyproxy~io/local/default/b-3/http1']);
    assert.ok(ran.includes('translate/governed-states b-3'), ran.join('\n'));
    assert.deepEqual(
      ran.filter(one => /polic(?!ies-on-backends)|trusted/.test(one)),
      [],
    );
  });

  it('a credential that is rotated is a secret that changed, and a filter that is edited runs the routes that name it', () => {
    const { edit } = observe(5);
    const secret = (text: string) => `
apiVersion: v1
kind: Secret
metadata: {name: key}
stringData: {credential: ${text}}
`;
    const filter = (header: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: HTTPRouteFilter
metadata: {name: told}
spec: {credentialInjection: {header: ${header}, credential: {valueRef: {name: key}}}}
`;
    const named =
      '{type: ExtensionRef, extensionRef: {group: gateway.envoyproxy.io, kind: HTTPRouteFilter, name: told}}';
    const naming = route(2).replace('rules: [{', `rules: [{filters: [${named}], `);
    edit(e => e.put([secret('one'), filter('x-key'), naming].join('---')));
    const rotated = edit(e => e.put(secret('two')));
    assert.deepEqual(rotated.changed, ['secret injectedcredential/local/default/told']);
    assert.ok(!rotated.ran.some(r => / r-/.test(r)), rotated.ran.join('\n'));
    const edited = edit(e => e.put(filter('x-other')));
    assert.deepEqual(edited.changed, ['listener default/gw-1/8080']);
    assert.ok(!edited.ran.some(r => / r-[^2]/.test(r)), edited.ran.join('\n'));
  });

  describe('routes that others go on in', () => {
    const parent = (rule: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: root}
spec:
  parentRefs: [{name: gw-1}]
  hostnames: [www.test]
  rules:
    - matches: [{path: {value: /team}}]
      backendRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: "*"}]
${rule}`;
    const child = (n: number, to = n) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: child-${n}}
spec:
  rules:
    - matches: [{path: {value: /team/${n}}}]
      backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: b-${to}}]
`;
    const family = (count: number) => {
      const { edit } = observe(12);
      edit(e => e.put([parent(''), ...Array.from({ length: count }, (_, i) => child(i + 1))].join('---')));
      return edit;
    };

    it('one that is edited costs itself, however many stand beside it', () => {
      const few = family(3)(e => e.put(child(2, 7)));
      assert.ok(!few.ran.some(r => / (root|r-\d+|child-[^2])$/.test(r)), few.ran.join('\n'));
      assert.deepEqual(
        few.changed.filter(c => c.startsWith('virtualHost')),
        ['virtualHost default/gw-1/8080/www.test'],
      );
      assert.deepEqual(family(12)(e => e.put(child(2, 7))).ran, few.ran);
    });

    it('what their parent says of other requests is nothing to them', () => {
      const { ran } = family(3)(e =>
        e.put(parent('    - backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: b-1}]\n')),
      );
      assert.ok(!ran.some(r => / child-/.test(r) && !/attachments|parents/.test(r)), ran.join('\n'));
    });

    it('routes that are attached to a Gateway look for no parent', () => {
      const { ran } = family(3)(e => e.put(parent('').replace('/team', '/teams')));
      assert.ok(!ran.some(r => / r-/.test(r)), ran.join('\n'));
    });
  });

  it('an edit of the same meaning changes no byte', () => {
    const { changed } = observe(20).edit(e => e.put(`${route(3)}# a comment\n`));
    assert.deepEqual(changed, []);
  });

  it('an edited Mesh says nothing anew of workloads of another', () => {
    const mesh = (name: string, more = '') => `type: Mesh\nname: ${name}\n${more}`;
    const dataplane = (mesh: string) =>
      `type: Dataplane\nname: ${mesh}-1\nmesh: ${mesh}\nnetworking: {address: 10.0.0.1, inbound: [{port: 80, tags: {kuma.io/service: web}}]}\n`;
    let ran: string[] = [];
    const evaluation = evaluate('', { onRun: (collection, key) => ran.push(`${collection} ${key}`) });
    evaluation.put([mesh('one'), mesh('other'), dataplane('one'), dataplane('other')].join('---\n'));
    ran = [];
    evaluation.put(mesh('other', 'metrics: {backends: []}\n'));
    const reported = ran.filter(one => one.startsWith('translate/dataplane-reports '));
    assert.deepEqual(
      reported.map(one => one.split('/').at(-1)),
      ['other-1'],
    );
  });
});
