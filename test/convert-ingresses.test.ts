import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asText, converted } from './harness/conversion.ts';
import { evaluate } from './harness/evaluation.ts';
import { makeKeyPair } from './harness/key-pair.ts';

const pair = makeKeyPair();

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
data: {tls.crt: ${pair.certificate}, tls.key: ${pair['private-key']}}
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
        'gateway-api does not say its annotation nginx.ingress.kubernetes.io/proxy-read-timeout, for which there is a BackendTrafficPolicy (timeout.http)',
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

const ofNginx = (name: string, annotations: Readonly<Record<string, string>>, spec: string) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  annotations: ${JSON.stringify(Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value])))}
spec:
  ingressClassName: nginx
  ${spec}
---
`;

const path = (path: string, type = 'ImplementationSpecific') =>
  `{path: "${path}", pathType: ${type}, backend: {service: {name: till, port: {number: 80}}}}`;
const at = (host: string, ...paths: readonly string[]) =>
  `rules: [{host: ${host}, http: {paths: [${paths.join(', ')}]}}]`;

const till = `
apiVersion: v1
kind: Service
metadata: {name: till}
spec: {clusterIP: 10.1.2.3, ports: [{port: 80}]}
---
apiVersion: v1
kind: Secret
metadata: {name: pair}
type: kubernetes.io/tls
data: {tls.crt: ${pair.certificate}, tls.key: ${pair['private-key']}}
---
`;

/** The routes that an Ingress becomes, and what is said of it; both must be accepted. */
function written(text: string) {
  const { objects, said } = converted(`${till}${text}`, 'gateway-api');
  const { findings } = evaluate(asText(objects)).outcome();
  assert.deepEqual(findings, {});
  const routes = objects.flatMap(one => (one.kind === 'HTTPRoute' ? [one as unknown as WrittenRoute] : []));
  return { routes, said: said.map(({ message }) => message) };
}

interface WrittenRoute {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly hostnames: readonly string[];
    readonly parentRefs: readonly { readonly port?: number }[];
    readonly rules: readonly Readonly<Record<string, unknown>>[];
  };
}

const backendRefs = [{ name: 'till', port: 80 }];

describe('what Ingresses annotate for ingress-nginx', () => {
  const rewrites: readonly (readonly [string, string, string, string, Record<string, string>])[] = [
    ['the rest behind a path', '/$2', '/shop(/|$)(.*)', '/shop', { prefix: '/' }],
    ['the rest behind a path, below another', '/v1/$2', '/shop(/|$)(.*)', '/shop', { prefix: '/v1' }],
    ['the rest, by one group', '/$1', '/shop/?(.*)', '/shop', { prefix: '/' }],
    ['all, from the root', '/$1', '/?(.*)', '/', { prefix: '/' }],
    ['a path as it is', '/other', '/shop', '/shop', { full: '/other' }],
    ['a path without groups, where some are named', '/$2', '/shop', '/shop', { full: '/' }],
  ];
  for (const [
    what,
    target,
    written_,
    prefix,
    { prefix: replacePrefixMatch, full: replaceFullPath },
  ] of rewrites)
    it(`rewrite-target keeps ${what}`, () => {
      const { routes, said } = written(
        ofNginx('shop', { 'rewrite-target': target }, at('a.test', path(written_))),
      );
      const change =
        replaceFullPath === undefined
          ? { type: 'ReplacePrefixMatch', replacePrefixMatch }
          : { type: 'ReplaceFullPath', replaceFullPath };
      assert.deepEqual(routes[0]?.spec.rules, [
        {
          matches: [{ path: { type: 'PathPrefix', value: prefix } }],
          filters: [{ type: 'URLRewrite', urlRewrite: { path: change } }],
          backendRefs,
        },
      ]);
      assert.deepEqual(said, [
        'has in its routes what it annotates: nginx.ingress.kubernetes.io/rewrite-target',
      ]);
    });

  it('a rewrite that no filter has is told with its path, and the Ingress stays as it is, whose path is an expression', () => {
    const text = ofNginx('shop', { 'rewrite-target': '/$2/$1' }, at('a.test', path('/(a|b)(/.*)')));
    const { objects, said } = converted(`${till}${text}`, 'gateway-api');
    assert.ok(objects.some(({ kind }) => kind === 'Ingress'));
    assert.deepEqual(
      said.map(({ message }) => message),
      [
        'stays as it is: spec.rules[0].http.paths[0] has the path /(a|b)(/.*), which is an expression: nginx.ingress.kubernetes.io/use-regex says that it is meant as one; its annotation nginx.ingress.kubernetes.io/rewrite-target: /$2/$1 at the path /(a|b)(/.*) needs captures that no filter of a route has',
      ],
    );
  });

  it('use-regex makes expressions of paths, for what begins as they say in any case', () => {
    const { routes } = written(
      ofNginx('shop', { 'use-regex': 'true' }, at('a.test', path('/v[0-9]+/'), path('/plain', 'Prefix'))),
    );
    assert.deepEqual(
      routes[0]?.spec.rules.map(({ matches }) => matches),
      [
        [{ path: { type: 'RegularExpression', value: '(?i)/v[0-9]+/.*' } }],
        [{ path: { type: 'PathPrefix', value: '/plain' } }],
      ],
    );
  });

  it('ssl-redirect leads from plain HTTP to TLS, where there is a certificate', () => {
    const tls = 'tls: [{hosts: [a.test], secretName: pair}]';
    const { routes, said } = written(
      ofNginx('shop', { 'ssl-redirect': 'true' }, `${tls}\n  ${at('a.test', path('/', 'Prefix'))}`),
    );
    assert.deepEqual(
      routes.map(({ spec: { parentRefs, rules } }) => [parentRefs[0]?.port, rules]),
      [
        [443, [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs }]],
        [
          80,
          [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 308 } }] }],
        ],
      ],
    );
    assert.equal(said.length, 1);
    const without = written(
      ofNginx('shop', { 'force-ssl-redirect': 'true' }, at('a.test', path('/', 'Prefix'))),
    );
    assert.equal(without.routes.length, 1);
    assert.match(without.said.join(), /does not say that clients are redirected to TLS at a\.test/);
  });

  it('cors is a filter, and never lets more origins bring credentials than nginx did', () => {
    const filterOf = (annotations: Readonly<Record<string, string>>) =>
      written(ofNginx('shop', annotations, at('a.test', path('/', 'Prefix')))).routes[0]?.spec.rules[0]
        ?.filters;
    assert.deepEqual(
      filterOf({
        'enable-cors': 'true',
        'cors-allow-origin': 'https://x.test, https://*.y.test',
        'cors-allow-methods': 'GET, put',
        'cors-allow-headers': 'X-A',
        'cors-expose-headers': 'X-B',
        'cors-max-age': '600',
      }),
      [
        {
          type: 'CORS',
          cors: {
            allowOrigins: ['https://x.test', 'https://*.y.test'],
            allowMethods: ['GET', 'PUT'],
            allowHeaders: ['X-A'],
            exposeHeaders: ['X-B'],
            allowCredentials: true,
            maxAge: 600,
          },
        },
      ],
    );
    const [any] = filterOf({ 'enable-cors': 'true' }) as readonly { cors: Record<string, unknown> }[];
    assert.deepEqual([any?.cors.allowOrigins, any?.cors.allowCredentials], [['*'], false]);
    assert.equal(filterOf({ 'enable-cors': 'false', 'cors-allow-origin': 'https://x.test' }), undefined);
  });

  it('redirects, the root, the sent host, the prefix and aliases are rules and filters', () => {
    const { routes } = written(
      ofNginx(
        'shop',
        {
          'app-root': '/start',
          'upstream-vhost': 'in.test',
          'x-forwarded-prefix': '/shop',
          'server-alias': 'www.a.test, b.test',
        },
        at('a.test', path('/', 'Prefix')),
      ) +
        ofNginx('old', { 'permanent-redirect': 'https://new.test/here' }, at('c.test', path('/', 'Prefix'))) +
        ofNginx(
          'kept',
          { 'temporal-redirect': 'https://new.test$request_uri' },
          at('d.test', path('/', 'Prefix')),
        ),
    );
    const byName = new Map(routes.map(({ metadata, spec }) => [metadata.name, spec]));
    assert.deepEqual(byName.get('shop')?.hostnames, ['a.test', 'www.a.test', 'b.test']);
    const [start, all] = byName.get('shop')?.rules ?? [];
    assert.deepEqual(start?.filters, [
      {
        type: 'RequestRedirect',
        requestRedirect: { path: { type: 'ReplaceFullPath', replaceFullPath: '/start' }, statusCode: 302 },
      },
    ]);
    const set = [{ name: 'X-Forwarded-Prefix', value: '/shop' }];
    assert.deepEqual(all?.filters, [
      { type: 'RequestHeaderModifier', requestHeaderModifier: { set } },
      { type: 'URLRewrite', urlRewrite: { hostname: 'in.test' } },
    ]);
    const redirectOf = (name: string) => {
      const [first] = (byName.get(name)?.rules[0]?.filters ?? []) as readonly Record<string, unknown>[];
      return first?.requestRedirect;
    };
    assert.deepEqual(redirectOf('old'), {
      scheme: 'https',
      hostname: 'new.test',
      path: { type: 'ReplaceFullPath', replaceFullPath: '/here' },
      statusCode: 301,
    });
    assert.deepEqual(redirectOf('kept'), { scheme: 'https', hostname: 'new.test', statusCode: 302 });
  });

  it('what no route has is told by name, with what says the like', () => {
    const { said } = written(
      ofNginx(
        'shop',
        {
          'limit-rps': '5',
          'auth-url': 'http://a.test',
          'whitelist-source-range': '10.0.0.0/8',
          'cors-allow-origin': 'nobody',
          'enable-cors': 'true',
        },
        at('a.test', path('/', 'Prefix')),
      ),
    );
    const prefix = 'nginx.ingress.kubernetes.io/';
    assert.deepEqual(said, [
      `gateway-api does not say its annotations ${prefix}enable-cors, ${prefix}cors-allow-origin: nobody is not an origin such as https://app.example.com`,
      `gateway-api does not say its annotation ${prefix}auth-url, for which there is a SecurityPolicy (extAuth, basicAuth)`,
      `gateway-api does not say its annotation ${prefix}limit-rps, for which there is a BackendTrafficPolicy (rateLimit)`,
      `gateway-api does not say its annotation ${prefix}whitelist-source-range, for which there is a SecurityPolicy (authorization)`,
    ]);
  });
});

describe('the names of routes that Ingresses become', () => {
  it('are given once, also where one Ingress has the name that another would give', () => {
    const { routes } = written(
      ofNginx('shop-1', {}, at('c.test', path('/', 'Prefix'))) +
        ofNginx(
          'shop',
          {},
          `rules: [{host: a.test, http: {paths: [${path('/')}]}}, {host: b.test, http: {paths: [${path('/')}]}}]`,
        ),
    );
    const names = routes.map(({ metadata }) => metadata.name);
    assert.deepEqual(names.toSorted(), ['shop-1', 'shop-1-ingress', 'shop-2']);
  });
});
