import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import yaml from 'js-yaml';
import { type Conversion, convert, type Given, targets, type WrittenObject } from '#convert';
import { type Finding, isError } from '#lib/finding.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { backendKey } from '#model';
import { kinds } from '#resources';
import { cases, fill, fixedValues } from './harness/cases.ts';
import { type Evaluation, evaluate } from './harness/evaluation.ts';
import { makeKeyPair } from './harness/key-pair.ts';

const values = { ...fixedValues, ...makeKeyPair() };
const examples = fileURLToPath(new URL('../examples/', import.meta.url));

/** Texts with backends: every story, and every folder of examples. */
const texts: readonly (readonly [string, string])[] = [
  // The service that counts is named by a flag of the operator's, which stands in no file.
  ...cases()
    .filter(({ name }) => name !== 'global-rate-limits')
    .map(({ name, input }) => [name, fill(input, values)] as const),
  ...readdirSync(examples, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => {
      const folder = join(examples, name);
      const files = readdirSync(folder).filter(file => file.endsWith('.yaml'));
      return [
        `example ${name}`,
        files.map(file => readFileSync(join(folder, file), 'utf8')).join('\n---\n'),
      ] as const;
    }),
];

function givenIn({ pipeline, written }: Evaluation): readonly Given[] {
  return kinds.flatMap(({ id }) =>
    [...pipeline.inputs.of(id).entries()].flatMap(([key, resource]): readonly Given[] => {
      // What is there without being written is there after it, too.
      if (written(key) === undefined) return [];
      const refused = pipeline.status.statuses
        .get(key)
        ?.conditions?.find(({ type, status }) => type === 'Accepted' && status === 'False');
      const given = { resource, written: written(key) as WrittenObject };
      return [refused === undefined ? given : { ...given, problem: refused.message }];
    }),
  );
}

/** Every text is converted to every dialect, and is the same before that. */
const evaluations = new Map<string, Evaluation>();

function evaluatedOnce(text: string): Evaluation {
  const evaluation = evaluations.get(text) ?? evaluate(text);
  evaluations.set(text, evaluation);
  return evaluation;
}

function converted(text: string, to: string): Conversion & { readonly before: Evaluation } {
  const target = targets.find(({ name }) => name === to);
  assert.ok(target);
  const before = evaluatedOnce(text);
  return { ...convert(givenIn(before), target), before };
}

function asText(objects: readonly WrittenObject[]): string {
  return objects.map(object => yaml.dump(object, { noRefs: true })).join('\n---\n');
}

/** Everything that is sent, with converted backends called as they are by then; sessions and long rows go by hashes of names. */
function sentAs(evaluation: Evaluation, { backends }: Pick<Conversion, 'backends'>): unknown {
  let sent = JSON.stringify(evaluation.outcome().proxies);
  // A host of an entry stands behind what all of them are: it goes first.
  for (const { of, port, host, name } of backends.toSorted((a, b) => (b.host ? 1 : 0) - (a.host ? 1 : 0))) {
    const was = [backendKey(of, port), ...(host === undefined ? [] : [host])].join('/');
    const now = backendKey({ ...of, group: name.group, kind: name.kind, name: name.name }, name.port);
    for (const spell of [(text: string) => text, (text: string) => text.replaceAll('.', '~')])
      sent = sent.replaceAll(`${spell(was)}/`, `${spell(now)}/`);
  }
  return sorted(JSON.parse(sent.replaceAll(/session-[0-9a-z]+/g, 'session')));
}

/** What goes by names stands in the order of them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    const isNamed = items.every(
      item => typeof item === 'object' && item !== null && nameOf(item) !== undefined,
    );
    return isNamed ? items.sort((a, b) => (String(nameOf(a)) < String(nameOf(b)) ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, held]) => [field, sorted(held)]));
}

function nameOf(value: unknown): unknown {
  return Reflect.get(Object(value), 'name') ?? Reflect.get(Object(value), 'clusterName');
}

describe('converted to Fairlead’s own dialect, backends are what they were', () => {
  for (const [name, text] of texts) {
    // A filter that asks somebody goes by what it says, and so by whom it names.
    if (name === 'external-auth') continue;
    const conversion = converted(text, 'fairlead');
    if (conversion.backends.length === 0) continue;
    it(`${name}: ${conversion.backends.length} backends, the same bytes`, () => {
      const { before, objects } = conversion;
      const after = evaluate(asText(objects));
      assert.deepEqual(sentAs(after, { backends: [] }), sentAs(before, conversion));
    });
  }

  it('all dialects are among them', () => {
    const dialects = texts.flatMap(([, text]) =>
      converted(text, 'fairlead').backends.map(({ of }) => of.group),
    );
    assert.deepEqual([...new Set(dialects)].sort(), [
      'gateway.envoyproxy.io',
      'gateway.kgateway.dev',
      'gloo.solo.io',
      'networking.istio.io',
    ]);
  });
});

describe('converted to any dialect, backends can be read there', () => {
  for (const { name } of targets) {
    it(`${name}: nothing that is written is refused`, () => {
      for (const [story, text] of texts) {
        const { objects, backends } = converted(text, name);
        if (backends.length === 0) continue;
        const after = evaluate(asText(objects));
        const isConverted = (ref: { group: string; kind: string; name: string } | undefined) =>
          backends.some(one => one.name.name === ref?.name && one.name.kind === ref?.kind);
        const refused = [...after.pipeline.inputs.findings.entries()].flatMap(([, findings]) =>
          findings.filter(({ severity, ref }) => severity === 'error' && isConverted(ref)),
        );
        assert.deepEqual(refused, [], `${story} to ${name}`);
      }
    });
  }
});

/** Who has something to be told of, and what of the worst kind. */
function worstOf({ outcome }: Evaluation): ReadonlyMap<string, readonly Finding[]> {
  const all = Object.values(outcome().findings).flat() as readonly Finding[];
  const worst = new Map<string, readonly Finding[]>();
  for (const finding of all) {
    const key = finding.ref === undefined ? '' : resourceKey(finding.ref);
    const known = worst.get(key) ?? [];
    if (known.some(isError) && !isError(finding)) continue;
    worst.set(key, known.some(isError) === isError(finding) ? [...known, finding] : [finding]);
  }
  return worst;
}

describe('converted to any dialect, what was well is well', () => {
  for (const { name } of targets) {
    it(`${name}: nobody has anything new to complain about, but what was said`, () => {
      for (const [story, text] of texts) {
        const { objects, backends, said, before } = converted(text, name);
        if (objects.length === 0) continue;
        const was = worstOf(before);
        const words = new Set([...was.values()].flat().map(({ message }) => message));
        const told = new Set(said.map(({ ref }) => resourceKey(ref)));
        const formerly = new Map(
          backends.map(({ of, name: now }) => [
            resourceKey({ ...of, group: now.group, kind: now.kind, name: now.name }),
            resourceKey(of),
          ]),
        );
        const fresh = [...worstOf(evaluate(asText(objects)))].flatMap(([key, findings]) => {
          const old = formerly.get(key) ?? key;
          const known = was.get(old) ?? [];
          if (told.has(old) || known.some(isError)) return [];
          // What was said of an Ingress may be said of the gateway that is written for it.
          return findings.filter(one => (known.length === 0 || isError(one)) && !words.has(one.message));
        });
        assert.deepEqual(fresh, [], `${story} to ${name}`);
      }
    });
  }
});

const native = (spec: string) =>
  `apiVersion: fairlead.dev/v1alpha1\nkind: Backend\nmetadata: {name: shop}\nspec: ${spec}\n`;

describe('what a dialect cannot say is said', () => {
  const saidOf = (text: string, to: string) => converted(text, to).said.map(({ message }) => message);

  it('of a part of a backend', () => {
    const text = native(
      '{endpoints: [{ip: 192.0.2.1, port: 80, weight: 2}, {ip: 192.0.2.2, port: 80, priority: 1}]}',
    );
    assert.deepEqual(saidOf(text, 'kgateway'), [
      'kgateway does not say shares of endpoints',
      'kgateway does not say endpoints that stand behind others',
    ]);
    assert.deepEqual(saidOf(text, 'istio'), ['istio does not say endpoints that stand behind others']);
  });

  it('and how TLS is spoken is said by a policy of the Gateway API, where that has words for it', () => {
    const endpoints = 'endpoints: [{ip: 192.0.2.1, port: 443}]';
    const tls = 'tls: {sni: shop.example, wellKnownCACertificates: System';
    const route = (text: string) => `${text}---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec: {gatewayClassName: any, listeners: [{name: http, protocol: HTTP, port: 8080}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{group: fairlead.dev, kind: Backend, name: shop}]}]
`;
    for (const to of ['gateway-api', 'kgateway']) {
      const { said, objects } = converted(route(native(`{${endpoints}, ${tls}}}`)), to);
      assert.deepEqual(said, []);
      const sent = JSON.stringify(evaluate(asText(objects)).outcome().proxies);
      assert.match(sent, /"sni":"shop.example"/);
      assert.match(sent, /"sni":"shop.example","autoSniSanValidation":true/);
      // What it has no words for is lost as a whole: less would be believed than was written.
      const others = [`${tls}, minVersion: "1.3"}`, 'tls: {sni: shop.example, insecureSkipVerify: true}'];
      for (const other of others)
        assert.match(saidOf(route(native(`{${endpoints}, ${other}}`)), to).join(), /how TLS is spoken/);
    }
  });

  it('of the whole, which stays as it was', () => {
    const text = native('{endpoints: [{unix: /run/shop.sock}]}');
    const { said, objects, backends } = converted(text, 'kgateway');
    assert.deepEqual(
      said.map(({ message }) => message),
      [
        'stays as it is: kgateway cannot say it: it names hosts by address or name, and nothing like /run/shop.sock',
      ],
    );
    assert.deepEqual(backends, []);
    assert.deepEqual(objects, yaml.loadAll(text));
  });
});

it('a Backend that is another name for a port of a Service is that port, and is gone', () => {
  const text = (policy: string) => `
apiVersion: gloo.solo.io/v1
kind: Upstream
metadata: {name: shop}
spec: {kube: {serviceName: shop, serviceNamespace: default, servicePort: 8080}}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {clusterIP: 10.1.2.3, ports: [{port: 8080}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{group: gloo.solo.io, kind: Upstream, name: shop, weight: 3}]}]
${policy}`;
  for (const to of ['gateway-api', 'fairlead', 'kgateway', 'envoy-gateway', 'istio']) {
    const { objects, said } = converted(text(''), to);
    assert.deepEqual(said, [], to);
    assert.deepEqual(objects.map(({ kind }) => kind).sort(), ['HTTPRoute', 'Service'], to);
    const route = objects.find(({ kind }) => kind === 'HTTPRoute');
    assert.deepEqual(
      Reflect.get(Object(route?.spec), 'rules'),
      [{ backendRefs: [{ group: '', kind: 'Service', name: 'shop', port: 8080, weight: 3 }] }],
      to,
    );
  }
  const policy = `---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: shop}
spec:
  targetRefs: [{group: gloo.solo.io, kind: Upstream, name: shop}]
  validation: {hostname: shop.example, wellKnownCACertificates: System}
`;
  assert.match(
    converted(text(policy), 'gateway-api')
      .said.map(({ message }) => message)
      .join(),
    /^stays as it is: backendtlspolicy\/default\/shop is about it/,
  );
});

it('what stays as it is keeps those that it names in its groups', () => {
  const text = `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: both}
spec: {priorityGroups: [{backendRefs: [{name: first}]}, {backendRefs: [{name: second}]}]}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: first}
spec: {static: {hosts: [{host: 192.0.2.1, port: 80}]}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: second}
spec: {static: {hosts: [{host: 192.0.2.2, port: 80}]}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: other}
spec: {static: {hosts: [{host: 192.0.2.3, port: 80}]}}
`;
  const { backends, said } = converted(text, 'envoy-gateway');
  assert.deepEqual(
    backends.map(({ of }) => of.name),
    ['other'],
  );
  assert.deepEqual(
    said.map(({ ref, message }) => `${ref.name} ${message}`),
    [
      'both stays as it is: envoy-gateway cannot say it: it has no groups of backends that take over from each other',
      'first stays as it is: backend/default/both stays as it is, and names it in its groups',
      'second stays as it is: backend/default/both stays as it is, and names it in its groups',
    ],
  );
});

describe('Ingresses are HTTPRoutes of the Gateway API', () => {
  const text = `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: web, annotations: {fairlead.dev/http-port: "8080"}}
spec: {controller: fairlead.dev/gateway-controller}
---
apiVersion: v1
kind: Service
metadata: {name: till, namespace: shops}
spec: {clusterIP: 10.1.2.3, ports: [{name: web, port: 8000}]}
---
apiVersion: v1
kind: Secret
metadata: {name: pair, namespace: shops}
type: kubernetes.io/tls
data: {tls.crt: ${String(values.certificate)}, tls.key: ${String(values['private-key'])}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: till
  namespace: shops
  annotations: {nginx.ingress.kubernetes.io/proxy-read-timeout: "60"}
spec:
  ingressClassName: web
  tls: [{hosts: [till.test], secretName: pair}]
  defaultBackend: {service: {name: till, port: {number: 8000}}}
  rules:
    - host: till.test
      http:
        paths:
          - {path: /pay, pathType: Exact, backend: {service: {name: till, port: {name: web}}}}
`;

  it('one a host, which have what is left over as well, on a gateway that ends TLS for them', () => {
    const { objects, said } = converted(text, 'gateway-api');
    const specsOf = (kind: string) => objects.filter(one => one.kind === kind).map(({ spec }) => spec);
    const all = {
      matches: [{ path: { type: 'PathPrefix', value: '/' } }],
      backendRefs: [{ name: 'till', port: 8000 }],
    };
    const parentRefs = [{ name: 'web', namespace: 'default' }];
    assert.deepEqual(specsOf('Ingress'), []);
    assert.deepEqual(specsOf('HTTPRoute'), [
      {
        parentRefs,
        hostnames: ['till.test'],
        rules: [{ ...all, matches: [{ path: { type: 'Exact', value: '/pay' } }] }, all],
      },
      { parentRefs, rules: [all] },
    ]);
    const allowedRoutes = { namespaces: { from: 'All' } };
    assert.deepEqual(specsOf('Gateway'), [
      {
        gatewayClassName: 'web',
        listeners: [
          { name: 'http', port: 8080, protocol: 'HTTP', allowedRoutes },
          {
            ...{ name: 'tls-1', hostname: 'till.test', port: 443, protocol: 'HTTPS' },
            tls: { certificateRefs: [{ name: 'pair', namespace: 'shops' }] },
            allowedRoutes,
          },
        ],
      },
    ]);
    assert.deepEqual(specsOf('ReferenceGrant'), [
      {
        from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'default' }],
        to: [{ group: '', kind: 'Secret', name: 'pair' }],
      },
    ]);
    assert.deepEqual(
      said.map(({ message }) => message),
      [
        'gateway-api does not say its annotations: nginx.ingress.kubernetes.io/proxy-read-timeout',
        'gateway-api does not say that its default backend has what other routes leave over at their hosts',
      ],
    );
    assert.deepEqual(evaluate(asText(objects)).outcome().findings, {});
  });

  it('and stay what they are where another dialect is asked for, or a port is not there', () => {
    assert.ok(converted(text, 'kgateway').objects.some(({ kind }) => kind === 'Ingress'));
    const { objects, said } = converted(
      text.replace('port: {name: web}', 'port: {name: none}'),
      'gateway-api',
    );
    assert.ok(objects.some(({ kind }) => kind === 'Ingress'));
    assert.match(
      said.map(({ message }) => message).join(),
      /^stays as it is: spec\.rules\[0\]\.http\.paths\[0\]\.backend\.service names port none of Service till/,
    );
  });
});

it('what sidecars alone call stands beside what routes go on to name, and in the place of what nobody names', () => {
  const text = `${native('{endpoints: [{ip: 192.0.2.1, port: 80}]}')}---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{group: fairlead.dev, kind: Backend, name: shop}]}]}
`;
  const kindsIn = (given: string) =>
    converted(given, 'kuma')
      .objects.map(({ kind }) => kind)
      .sort();
  assert.deepEqual(kindsIn(text), ['Backend', 'HTTPRoute', 'MeshExternalService']);
  assert.deepEqual(kindsIn(native('{endpoints: [{ip: 192.0.2.1, port: 80}]}')), ['MeshExternalService']);
});

it('each host of an entry that is looked up is a backend of its own, and all of them are one', () => {
  const text = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: shops}
spec:
  hosts: [one.example, two.example]
  resolution: DNS
  ports: [{number: 80, name: http, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shops}
spec:
  parentRefs: [{name: edge}]
  rules:
    - backendRefs:
        - {group: networking.istio.io, kind: Hostname, name: two.example, port: 80}
        - {group: networking.istio.io, kind: ServiceEntry, name: shops, port: 80}
`;
  const { objects, said } = converted(text, 'kgateway');
  assert.deepEqual(said, []);
  const route = objects.find(({ kind }) => kind === 'HTTPRoute');
  const kgateway = { group: 'gateway.kgateway.dev', kind: 'Backend', port: 80 };
  assert.deepEqual(Reflect.get(Object(route?.spec), 'rules'), [
    {
      backendRefs: [
        { ...kgateway, name: 'shops-two-example' },
        { ...kgateway, name: 'shops' },
      ],
    },
  ]);
  const hostsOf = objects.flatMap(({ kind, spec }) => (kind === 'Backend' ? [JSON.stringify(spec)] : []));
  assert.deepEqual(
    hostsOf.map(text => [...text.matchAll(/(one|two).example/g)].map(([, host]) => host)),
    [['one', 'two'], ['one'], ['two']],
  );
});

it('who refers to a backend names what it is by then, and may', () => {
  const text = `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: shop, namespace: shops}
spec: {static: {hosts: [{host: 192.0.2.1, port: 80}]}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{group: gloo.solo.io, kind: Backend, name: shop, namespace: shops, port: 80, weight: 3}]}]
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: shop, namespace: shops}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default}]
  to: [{group: gateway.kgateway.dev, kind: Backend}]
`;
  const { objects } = converted(text, 'istio');
  const specOf = (kind: string) => objects.find(object => object.kind === kind)?.spec;
  const hostname = { group: 'networking.istio.io', kind: 'Hostname', name: 'shop.shops.internal' };
  assert.deepEqual(specOf('HTTPRoute'), {
    parentRefs: [{ name: 'edge' }],
    rules: [{ backendRefs: [{ ...hostname, namespace: 'shops', port: 80, weight: 3 }] }],
  });
  assert.deepEqual(Reflect.get(Object(specOf('ReferenceGrant')), 'to'), [
    { group: 'gateway.kgateway.dev', kind: 'Backend' },
    { group: 'networking.istio.io', kind: 'Hostname' },
  ]);
});
