import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BackendUse, type HttpRoute, type HttpRule, proxyId, usesOfRoute } from '#model';
import { encodeVirtualHost } from './virtual-host.ts';

const use = (backend: string): BackendUse => ({ backend, protocol: 'http1' });

const rule = (given: Partial<HttpRule>): HttpRule => ({
  matches: [{ path: { kind: 'prefix', value: '/' }, headers: [], queryParams: [] }],
  action: { kind: 'respond', status: 404 },
  ...given,
});

test('a virtual host needs every cluster that serving its routes needs: forwarded to, mirrored to, or asked before', () => {
  const forwarding = {
    destinations: [
      { kind: 'backend', use: use('shop'), weight: 1 },
      { kind: 'invalid', weight: 1 },
    ] as const,
    mirrors: [{ use: use('copy'), numerator: 1, denominator: 2 }],
  };
  const route: HttpRoute = {
    kind: 'http',
    origin: 'g/HTTPRoute/local/default/shop',
    created: '',
    rules: [
      rule({ action: { kind: 'forward', forwarding }, calls: [use('auth')] }),
      rule({ calls: [use('limits')] }),
    ],
  };
  const table = { proxy: proxyId({ kind: 'gateway', namespace: 'default', name: 'edge' }), port: 8080 };
  const attachment = { kind: 'http', table, listener: 'http', domain: 'shop.test', route } as const;
  const needed = ['auth/http1', 'copy/http1', 'limits/http1', 'shop/http1'];
  assert.deepEqual(encodeVirtualHost([attachment], undefined)?.requires, needed);
  // What a proxy reaches goes by the same list, so that no cluster is needed which the proxy is not told of.
  assert.deepEqual(
    usesOfRoute(route)
      .map(u => `${u.backend}/${u.protocol}`)
      .sort(),
    needed,
  );
});
