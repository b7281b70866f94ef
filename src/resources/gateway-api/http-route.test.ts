import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { httpRoute } from './http-route.ts';

/** route is an HTTPRoute whose spec is these lines. */
function route(spec: string, version = 'v1'): string {
  const lines = spec.trim().split('\n').join('\n  ');
  return `apiVersion: gateway.networking.k8s.io/${version}\nkind: HTTPRoute\nmetadata: {name: shop}\nspec:\n  ${lines}\n`;
}

/** rule is an HTTPRoute with one rule, in YAML's flow style. */
function rule(text: string): string {
  return route(`rules: [${text}]`);
}

test('an empty route matches everything, and sends it nowhere', () => {
  assert.deepEqual(specOf(httpRoute, route('{}').replace('spec:\n  {}', 'spec: {}')), {
    parentRefs: [],
    hostnames: [],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' }, headers: [], queryParams: [] }],
        filters: [],
        backendRefs: [],
      },
    ],
  });
});

test('references are completed: a parent is a Gateway, a backend is a Service of weight 1', () => {
  const spec = specOf(
    httpRoute,
    route(`
parentRefs: [{name: edge}]
rules:
- backendRefs:
  - {name: web, port: 80}
  - {group: gateway.envoyproxy.io, kind: Backend, name: db, namespace: other, weight: 0}
`),
  );
  assert.deepEqual(spec.parentRefs, [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }]);
  assert.deepEqual(spec.rules[0]?.backendRefs, [
    { group: '', kind: 'Service', name: 'web', port: 80, weight: 1, filters: [] },
    {
      group: 'gateway.envoyproxy.io',
      kind: 'Backend',
      name: 'db',
      namespace: 'other',
      weight: 0,
      filters: [],
    },
  ]);
});

test('both served versions are read alike', () => {
  const spec = 'hostnames: [shop.example.com]';
  assert.deepEqual(specOf(httpRoute, route(spec, 'v1beta1')), specOf(httpRoute, route(spec)));
});

test('matches are read with their defaults', () => {
  const spec = specOf(
    httpRoute,
    rule(`{matches: [
      {path: {type: Exact, value: /a%20b}, method: GET},
      {headers: [{name: x-v, value: "2"}], queryParams: [{name: q, value: "a.*", type: RegularExpression}]},
      {path: {type: RegularExpression, value: "a//[^/]+#"}}]}`),
  );
  assert.deepEqual(spec.rules[0]?.matches, [
    { path: { type: 'Exact', value: '/a%20b' }, headers: [], queryParams: [], method: 'GET' },
    {
      path: { type: 'PathPrefix', value: '/' },
      headers: [{ type: 'Exact', name: 'x-v', value: '2' }],
      queryParams: [{ type: 'RegularExpression', name: 'q', value: 'a.*' }],
    },
    { path: { type: 'RegularExpression', value: 'a//[^/]+#' }, headers: [], queryParams: [] },
  ]);
});

test('an empty list of matches is the same as none', () => {
  assert.deepEqual(specOf(httpRoute, rule('{matches: []}')), specOf(httpRoute, rule('{}')));
});

test('every filter is read, tagged by its type', () => {
  const spec = specOf(
    httpRoute,
    rule(`{filters: [
      {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: b}], remove: [c]}},
      {type: ResponseHeaderModifier, responseHeaderModifier: {add: [{name: a, value: b}]}},
      {type: URLRewrite, urlRewrite: {hostname: x.y, path: {type: ReplacePrefixMatch, replacePrefixMatch: /n}}},
      {type: RequestMirror, requestMirror: {backendRef: {name: m, port: 1}, fraction: {numerator: 1}}},
      {type: RequestMirror, requestMirror: {backendRef: {name: m, port: 1}, percent: 0}},
      {type: CORS, cors: {allowOrigins: ["*"]}},
      {type: ExtensionRef, extensionRef: {group: g.io, kind: F, name: f}}]}`),
  );
  assert.deepEqual(spec.rules[0]?.filters, [
    {
      type: 'RequestHeaderModifier',
      requestHeaderModifier: { set: [{ name: 'a', value: 'b' }], add: [], remove: ['c'] },
    },
    {
      type: 'ResponseHeaderModifier',
      responseHeaderModifier: { set: [], add: [{ name: 'a', value: 'b' }], remove: [] },
    },
    {
      type: 'URLRewrite',
      urlRewrite: { hostname: 'x.y', path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/n' } },
    },
    {
      type: 'RequestMirror',
      requestMirror: {
        backendRef: { group: '', kind: 'Service', name: 'm', port: 1 },
        fraction: { numerator: 1, denominator: 100 },
      },
    },
    {
      type: 'RequestMirror',
      requestMirror: { backendRef: { group: '', kind: 'Service', name: 'm', port: 1 }, percent: 0 },
    },
    {
      type: 'CORS',
      cors: {
        allowOrigins: ['*'],
        allowCredentials: false,
        allowMethods: [],
        allowHeaders: [],
        exposeHeaders: [],
        maxAge: 5,
      },
    },
    { type: 'ExtensionRef', extensionRef: { group: 'g.io', kind: 'F', name: 'f' } },
  ]);
});

test('a redirect is a 302 to the same place unless it says more', () => {
  const spec = specOf(
    httpRoute,
    rule('{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}'),
  );
  assert.deepEqual(spec.rules[0]?.filters, [
    { type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 302 } },
  ]);
});

test('a filter of an unknown type survives, so that its rule alone is taken out', () => {
  const { resource } = decodeYaml(
    rule('{filters: [{type: Nonsense, externalAuth: {protocol: HTTP, backendRef: {name: a, port: 80}}}]}'),
  );
  assert.ok(resource?.id === 'gateway-api/HTTPRoute');
  assert.deepEqual(resource.spec.rules[0]?.filters, [{ type: 'unsupported', written: 'Nonsense' }]);
});

test('times are milliseconds', () => {
  const spec = specOf(
    httpRoute,
    rule(`{timeouts: {request: 1m30s, backendRequest: 500ms}, retry: {codes: [500], backoff: 100ms},
      sessionPersistence: {type: Cookie, absoluteTimeout: 1h, cookie: {lifetimeType: Permanent}}}`),
  );
  assert.deepEqual(spec.rules[0]?.timeouts, { request: 90_000, backendRequest: 500 });
  assert.deepEqual(spec.rules[0]?.retry, { codes: [500], attempts: 2, backoff: 100 });
  assert.deepEqual(spec.rules[0]?.sessionPersistence, {
    type: 'Cookie',
    path: '/',
    lifetimeType: 'Permanent',
    absoluteTimeout: 3_600_000,
  });
});

test('session persistence is read in its older names too', () => {
  const read = (text: string) =>
    specOf(httpRoute, rule(`{sessionPersistence: ${text}}`)).rules[0]?.sessionPersistence;
  const older =
    '{sessionName: s, absoluteTimeout: 1h, idleTimeout: 1m, cookieConfig: {lifetimeType: Permanent}}';
  assert.deepEqual(read(older), {
    type: 'Cookie',
    name: 's',
    path: '/',
    lifetimeType: 'Permanent',
    absoluteTimeout: 3_600_000,
    idleTimeout: 60_000,
  });
  assert.deepEqual(read('{type: Header, header: {name: x-s}}'), read('{type: Header, sessionName: x-s}'));
});

test('no request timeout leaves any backend timeout', () => {
  specOf(httpRoute, rule('{timeouts: {request: 0s, backendRequest: 10s}}'));
});

const redirect = '{type: RequestRedirect, requestRedirect: {}}';
const rewritePrefix =
  '{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}';

const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'no spec',
    'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: x}',
    ['error spec: is required'],
  ],
  [
    'a host name in upper case',
    route('hostnames: [Shop.example.com]'),
    [
      'error spec.hostnames[0]: must be a host name in lower case such as api.example.com or *.example.com, but is "Shop.example.com"',
    ],
  ],
  [
    'a wildcard that is not a whole label',
    route('hostnames: [a*.example.com]'),
    [
      'error spec.hostnames[0]: must be a host name in lower case such as api.example.com or *.example.com, but is "a*.example.com"',
    ],
  ],
  ['no rules', route('rules: []'), ['error spec.rules: must have at least one item']],
  [
    'rules of one name',
    route('rules: [{name: a}, {name: b}, {name: a}]'),
    ['error spec.rules[2].name: must be unique in its list, but item 0 has "a" too'],
  ],
  [
    'a path without slash',
    rule('{matches: [{path: {value: a}}]}'),
    ['error spec.rules[0].matches[0].path.value: must start with "/" where the type is PathPrefix'],
  ],
  [
    'a path that is normalised away',
    rule('{matches: [{path: {type: Exact, value: /a/../b//c}}]}'),
    [
      'error spec.rules[0].matches[0].path.value: must not contain "//" where the type is Exact',
      'error spec.rules[0].matches[0].path.value: must not contain "/../" where the type is Exact',
    ],
  ],
  [
    'a path that ends in dots',
    rule('{matches: [{path: {value: /a/..}}]}'),
    ['error spec.rules[0].matches[0].path.value: must not end with "/.." where the type is PathPrefix'],
  ],
  [
    'a path with a space',
    rule('{matches: [{path: {value: "/a b"}}]}'),
    [
      'error spec.rules[0].matches[0].path.value: must only contain characters that a URL path may have; write others percent-encoded',
    ],
  ],
  [
    'a header matched twice',
    rule('{matches: [{headers: [{name: a, value: b}, {name: a, value: c}]}]}'),
    ['error spec.rules[0].matches[0].headers[1].name: must be unique in its list, but item 0 has "a" too'],
  ],
  [
    'a redirect beside backends',
    rule(`{filters: [${redirect}], backendRefs: [{name: a, port: 1}]}`),
    [
      'error spec.rules[0].filters[0].type: must not be RequestRedirect in a rule with backendRefs; remove one of them',
    ],
  ],
  [
    'a prefix replaced without a prefix',
    rule(`{matches: [{path: {type: Exact, value: /}}], filters: [${rewritePrefix}]}`),
    [
      'error spec.rules[0].filters[0].urlRewrite.path.type: must not be ReplacePrefixMatch unless the rule has exactly one match, with a path of type PathPrefix',
    ],
  ],
  [
    'a prefix replaced of two, in a backendRef',
    rule(
      `{matches: [{}, {path: {value: /a}}], backendRefs: [{name: a, port: 1, filters: [${rewritePrefix}]}]}`,
    ),
    [
      'error spec.rules[0].backendRefs[0].filters[0].urlRewrite.path.type: must not be ReplacePrefixMatch unless the rule has exactly one match, with a path of type PathPrefix',
    ],
  ],
  [
    'both redirect and rewrite',
    rule(`{filters: [${redirect}, {type: URLRewrite, urlRewrite: {}}]}`),
    [
      'error spec.rules[0].filters: must not hold both a RequestRedirect and a URLRewrite filter; keep one of them',
    ],
  ],
  [
    'a filter twice',
    rule('{filters: [{type: URLRewrite, urlRewrite: {}}, {type: URLRewrite, urlRewrite: {}}]}'),
    [
      'error spec.rules[0].filters[1].type: must not be URLRewrite again: one filter of this type is allowed in a list',
    ],
  ],
  [
    'a filter without settings',
    rule('{filters: [{type: URLRewrite}]}'),
    ['error spec.rules[0].filters[0].urlRewrite: is required where the type is URLRewrite'],
  ],
  [
    "a filter with another's settings",
    rule('{filters: [{type: URLRewrite, urlRewrite: {}, cors: {}}]}'),
    ['error spec.rules[0].filters[0].cors: must be left out where the type is URLRewrite'],
  ],
  [
    'a path modifier without its path',
    rule(
      '{filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replacePrefixMatch: /}}}]}',
    ),
    [
      'error spec.rules[0].filters[0].urlRewrite.path.replacePrefixMatch: must be left out where the type is ReplaceFullPath',
      'error spec.rules[0].filters[0].urlRewrite.path.replaceFullPath: is required where the type is ReplaceFullPath',
    ],
  ],
  [
    'a header value that would break the line',
    rule(
      '{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: "b\\r\\nc: d"}]}}]}',
    ),
    [
      'error spec.rules[0].filters[0].requestHeaderModifier.set[0].value: must be text without line breaks, but is "b\\r\\nc: d"',
    ],
  ],
  [
    'a share of a mirror said twice',
    rule(
      '{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: m}, percent: 1, fraction: {numerator: 1}}}]}',
    ),
    ['error spec.rules[0].filters[0].requestMirror.fraction: must be left out where percent is given'],
  ],
  [
    'a fraction above one',
    rule(
      '{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: m}, fraction: {numerator: 101}}}]}',
    ),
    [
      'error spec.rules[0].filters[0].requestMirror.fraction.numerator: must not be above the denominator, 100',
    ],
  ],
  [
    'an origin beside all origins',
    rule('{filters: [{type: CORS, cors: {allowOrigins: ["*", "https://a.b"]}}]}'),
    ['error spec.rules[0].filters[0].cors.allowOrigins: must hold "*" alone or not at all'],
  ],
  [
    'a duration of another grammar',
    rule('{timeouts: {request: 10}}'),
    ['error spec.rules[0].timeouts.request: must be text, but is the number 10; put it in quotes'],
  ],
  [
    'a backend timeout that cannot come about',
    rule('{timeouts: {request: 1s, backendRequest: 2s}}'),
    [
      'error spec.rules[0].timeouts.backendRequest: must not be longer than the request timeout, of which it is a part',
    ],
  ],
  [
    "persistence with the other type's settings",
    rule('{sessionPersistence: {type: Header, cookie: {lifetimeType: Permanent}}}'),
    [
      'error spec.rules[0].sessionPersistence.cookie: must be left out where the type is Header',
      'error spec.rules[0].sessionPersistence.absoluteTimeout: is required where the lifetimeType of the cookie is Permanent',
    ],
  ],
  [
    'a weight beyond bounds',
    rule('{backendRefs: [{name: a, weight: 1000001}]}'),
    ['error spec.rules[0].backendRefs[0].weight: must be from 0 to 1000000, but is 1000001'],
  ],
  [
    'a version within a group',
    rule('{backendRefs: [{group: apps/v1, name: a}]}'),
    [
      'error spec.rules[0].backendRefs[0].group: must be an API group such as gateway.networking.k8s.io, or "" for the core group; the version is not part of it, but is "apps/v1"',
    ],
  ],
  [
    'too many matches in all',
    route(
      `rules: [${Array(3)
        .fill(`{matches: [${Array(43).fill('{}').join(', ')}]}`)
        .join(', ')}]`,
    ),
    [
      'error spec.rules: must have at most 128 matches in all its rules together, but has 129; split the route',
    ],
  ],
  [
    'too many rules',
    route(`rules: [${Array(17).fill('{}').join(', ')}]`),
    ['error spec.rules: must have at most 16 items, but has 17'],
  ],
];

for (const [name, text, expected] of mistakes) {
  test(`${name} is refused with a reason`, () => {
    const decoded = decodeYaml(text);
    assert.deepEqual(said(decoded), expected);
    assert.equal(decoded.resource, undefined);
  });
}

test('a Service reference without port is left to translation, which refuses that reference alone', () => {
  const spec = specOf(httpRoute, rule('{backendRefs: [{name: a}]}'));
  assert.ok(spec.rules[0]?.backendRefs[0] && !('port' in spec.rules[0].backendRefs[0]));
});

test('an IP address is not a host name (Hostname, PreciseHostname)', () => {
  assert.deepEqual(said(decodeYaml(route('hostnames: [10.0.0.1, shop.example.com]'))), [
    'error spec.hostnames[0]: must be a host name, not an IP address',
  ]);
  const rewrite = '{filters: [{type: URLRewrite, urlRewrite: {hostname: 10.0.0.1}}]}';
  assert.deepEqual(said(decodeYaml(rule(rewrite))), [
    'error spec.rules[0].filters[0].urlRewrite.hostname: must be a host name, not an IP address',
  ]);
});
