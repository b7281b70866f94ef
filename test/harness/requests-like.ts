import fc from 'fast-check';
import { isWildcard } from '#lib/hostname.ts';
import { type HttpMatch, routeTableOf } from '#model';
import type { WalkView } from '#walk';
import type { Exchange } from './cases.ts';

type Request = Exchange['request'];

/** requestsLike generates requests that a gateway's routes match, and requests that they nearly match. */
export function requestsLike({ gateway, domains }: WalkView): fc.Arbitrary<Request> | undefined {
  const places = gateway.listeners.flatMap(listener => {
    if (listener.kind !== 'http') return [];
    return domains(routeTableOf(gateway, listener)).flatMap(({ domain, entries }) =>
      [...entries().map(({ match }) => match), anything].map(match => ({ listener, domain, match })),
    );
  });
  if (places.length === 0) return undefined;
  const names = places.map(({ domain }) => domain);
  return fc.constantFrom(...places).chain(({ listener, domain, match }) =>
    fc
      .record({
        host: hostLike(domain, names),
        path: pathLike(match),
        query: queryLike(match),
        method: fc.constantFrom(
          match.method ?? 'GET',
          match.method ?? 'GET',
          'GET',
          'POST',
          'OPTIONS',
          'DELETE',
        ),
        headers: headersLike(match),
        name: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, hostLike(domain, names)),
      })
      .map(({ host, path, query, method, headers, name }) => {
        const isIp = /^[[\d]/.test(host);
        const server = (name ?? host).replace(/:\d+$/, '').replace(/\.$/, '').toLowerCase();
        return {
          host,
          path: path + query,
          method,
          headers,
          port: String(listener.port),
          ...(listener.tls === undefined ? {} : { tls: isIp ? 'nobody.test' : server }),
        };
      }),
  );
}

const anything: HttpMatch = { path: { kind: 'prefix', value: '/' }, headers: [], queryParams: [] };

function hostLike(domain: string, others: readonly string[]): fc.Arbitrary<string> {
  const concrete = (pattern: string) =>
    pattern === '*' ? 'nobody.test' : isWildcard(pattern) ? `x${pattern.slice(1)}` : pattern;
  const host = concrete(domain);
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(host) },
    fc.constantFrom(
      ...[`${host}:8080`, `${host}.`, `${host}.:80`, host.toUpperCase(), `y.${host}`, `z${host}`],
      host.slice(host.indexOf('.') + 1),
      'elsewhere.example',
    ),
    fc.constantFrom(...others.map(concrete)),
  );
}

function pathLike({ path: { kind, value } }: HttpMatch): fc.Arbitrary<string> {
  const start = kind === 'regex' ? guessed(value) : value;
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(start) },
    {
      weight: 3,
      arbitrary: fc
        .array(
          fc.constantFrom(
            '/',
            'x',
            '/y',
            '//',
            '/..',
            '/.',
            '/%2e',
            '%2F',
            '%5c',
            '%41',
            '%zz',
            '%20',
            '\\',
            '~',
            '%7e',
            "'",
            '|',
            '^',
            ';a=b',
            '%C3%A4',
          ),
          {
            minLength: 1,
            maxLength: 5,
          },
        )
        .map(parts => start + parts.join('')),
    },
    fc.constantFrom(
      `/x/..${start}`,
      `/${start}`,
      start.slice(0, -1) || '/',
      start.toUpperCase(),
      '/nowhere',
      '/',
    ),
  );
}

/** A text that matches many an expression; a guess. */
function guessed(expression: string): string {
  const text = expression
    .replace(/\(\?:/g, '(')
    .replace(/\[\^\/\]|\[a-z\]/g, 'a')
    .replace(/\[0-9\]|\\d/g, '7')
    .replace(/\{\d+(,\d*)?\}|[+*?^$()]/g, '')
    .replace(/\\/g, '')
    .replace(/\|.*$/, '');
  return text.startsWith('/') ? text : `/${text}`;
}

function queryLike({ queryParams }: HttpMatch): fc.Arbitrary<string> {
  const right = queryParams.map(({ name, value }) => `${name}=${value}`);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(right.length === 0 ? '' : `?${right.join('&')}`) },
    fc.constantFrom(
      '',
      '?',
      '?other=1',
      `?${right.join('&')}x`,
      `?${right.map(r => `${r}&${r}2`).join('&')}`,
    ),
    fc.constant(`?a=b&${right.join('&')}&`),
  );
}

function headersLike({ headers }: HttpMatch): fc.Arbitrary<Readonly<Record<string, string>>> {
  const asked = headers.filter(
    ({ name }) => ![':authority', 'host', 'content-length', 'transfer-encoding'].includes(name),
  );
  const right = asked.map(
    one =>
      [
        one.name,
        one.kind === 'presence' ? 'any' : one.kind === 'regex' ? guessed(one.value).slice(1) : one.value,
      ] as const,
  );
  const origin = fc.constantFrom<Record<string, string>>(
    {},
    {},
    { origin: 'https://app.test', 'access-control-request-method': 'PUT' },
    { origin: 'https://evil.test' },
    { 'x-tenant': 'good', 'X-Role': 'reader' },
    { authorization: 'Bearer x' },
    { 'x-api-key': 'nobody' },
    { x_underscored: 'y' },
  );
  const kept = fc.oneof(
    { weight: 3, arbitrary: fc.constant(right) },
    fc.subarray([...right]),
    fc.constant(right.map(([name, value]) => [name.toUpperCase(), `${value}z`] as const)),
  );
  return fc.tuple(kept, origin).map(([pairs, more]) => ({ ...more, ...Object.fromEntries(pairs) }));
}
