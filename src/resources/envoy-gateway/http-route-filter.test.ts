import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { httpRouteFilter } from './http-route-filter.ts';

function filter(spec: string): string {
  return `{apiVersion: gateway.envoyproxy.io/v1alpha1, kind: HTTPRouteFilter, metadata: {name: f}, spec: ${spec}}`;
}

test('a filter is read with its defaults', () => {
  assert.deepEqual(
    specOf(
      httpRouteFilter,
      filter(`{urlRewrite: {hostname: {type: Backend}}, directResponse: {body: {inline: hello}},
        credentialInjection: {credential: {valueRef: {name: key}}}, matches: [{cookies: [{name: a, value: b}]}]}`),
    ),
    {
      urlRewrite: { hostname: { type: 'Backend' }, appendXForwardedHost: true },
      directResponse: { statusCode: 200, body: { kind: 'inline', text: 'hello' } },
      credentialInjection: {
        overwrite: false,
        credential: { valueRef: { group: '', kind: 'Secret', name: 'key' } },
      },
      matches: [{ cookies: [{ name: 'a', type: 'Exact', value: 'b' }] }],
    },
  );
});

for (const [what, spec, mistakes] of [
  [
    'a header that nobody named',
    '{urlRewrite: {hostname: {type: Header}}}',
    ['error spec.urlRewrite.hostname.header: is required where the type is Header'],
  ],
  [
    'a header beside a path',
    '{urlRewrite: {hostname: {type: PathRegex, header: a}}}',
    [
      'error spec.urlRewrite.hostname.header: must be left out where the type is PathRegex',
      'error spec.urlRewrite.hostname.pathRegex: is required where the type is PathRegex',
    ],
  ],
  [
    'an answer that is none',
    '{directResponse: {statusCode: 101}}',
    ['error spec.directResponse.statusCode: must be from 200 to 599, but is 101'],
  ],
  [
    'no cookie at all',
    '{matches: [{cookies: []}]}',
    ['error spec.matches[0].cookies: must have at least one item'],
  ],
  ['nothing', '{}', ['warning spec: says nothing, and so changes nothing where it is named']],
] as const) {
  test(`${what} is said`, () => {
    assert.deepEqual(said(decodeYaml(filter(spec))), mistakes);
  });
}
