import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { proxyId } from '#model';
import { comparePictures } from './compare.ts';
import type { ConditionFact, Fact, RequestFact, ResourceFact } from './fact.ts';

const proxy = proxyId({ kind: 'gateway', namespace: 'default', name: 'web' });
const key = 'gateway.networking.k8s.io/HTTPRoute/local/default/shop';
const nothing = {
  objects: [],
  requests: [],
  compared: 0,
  conditions: [],
  listeners: [],
  proxies: [],
  breaks: 0,
};

function condition(type: string, status: 'True' | 'False'): ConditionFact {
  return { kind: 'condition', key, at: '', type, status, reason: 'Some', message: 'some' };
}

function request(words: string, works: RequestFact['outcome']['works'], path = '/'): RequestFact {
  const sent = { port: 80, method: 'GET', authority: 'a.test', path, headers: [] };
  return { kind: 'request', proxy, sample: { kind: 'request', request: sent }, outcome: { words, works } };
}

function resource(name: string, version: string, more: Partial<ResourceFact> = {}): ResourceFact {
  return {
    kind: 'resource',
    proxy,
    type: 'cluster',
    name,
    version,
    bytes: 10,
    origins: [key],
    parts: [],
    ...more,
  };
}

describe('what two pictures differ in', () => {
  it('is nothing where they say the same, in whatever order', () => {
    const facts: readonly Fact[] = [condition('Accepted', 'True'), resource('a', '1'), resource('b', '1')];
    assert.deepEqual(comparePictures(facts, [...facts].reverse()), nothing);
  });

  it('is a break where a good condition turns, and one where a bad one comes up on what was there', () => {
    const breaks = (before: readonly Fact[], after: readonly Fact[]) => {
      const { conditions } = comparePictures(before, after);
      return conditions.map(({ breaks }) => breaks);
    };
    const [good, bad] = [condition('Accepted', 'True'), condition('Accepted', 'False')];
    assert.deepEqual(breaks([good], [bad]), [true]);
    assert.deepEqual(breaks([bad], [good]), [false]);
    assert.deepEqual(breaks([], [bad]), [false], 'a new object that is refused takes nothing away');
    assert.deepEqual(breaks([], [good]), [], 'a new object that is accepted is no news');
    assert.deepEqual(breaks([good], []), [], 'nor is one that is taken away');
    assert.deepEqual(breaks([good], [good, condition('Conflicted', 'True')]), [true]);
    assert.deepEqual(breaks([good, condition('Overridden', 'True')], [good]), [false]);
  });

  it('is a break where a request gets less than before; alike ones are told once', () => {
    const served = (path: string) => request('backend/default/a', 'wholly', path);
    const lost = (path: string) => request('404: no rule takes it', 'not', path);
    const { requests, compared, breaks } = comparePictures(
      [served('/'), served('/x'), lost('/y'), request('same', 'wholly', '/z')],
      [lost('/'), lost('/x'), served('/y'), request('same', 'wholly', '/z')],
    );
    assert.deepEqual(
      requests.map(({ request, alike, breaks }) => [request, alike, breaks]),
      [
        ['GET http://a.test/', 1, true],
        ['GET http://a.test/y', 0, false],
      ],
    );
    assert.deepEqual([compared, breaks], [4, 1]);
    const partly = comparePictures([served('/')], [request('half', 'partly')]);
    assert.equal(partly.breaks, 1);
    const other = comparePictures([served('/')], [request('backend/default/b', 'wholly')]);
    assert.deepEqual([other.requests.length, other.breaks], [1, 0]);
  });

  it('counts what each proxy is sent, and names the route whose part of a virtual host it is', () => {
    const routes = ['a', 'b'].map(name => `gateway.networking.k8s.io/HTTPRoute/local/default/${name}`);
    const host = (version: string, first: string): ResourceFact =>
      resource('host', version, {
        type: 'virtualHost',
        origins: routes,
        parts: routes.map((origin, i) => ({ origin, id: i === 0 ? first : 'same' })),
      });
    const { objects, proxies } = comparePictures(
      [host('1', 'x'), resource('gone', '1'), ...objectsOf(routes)],
      [host('2', 'y'), resource('come', '1'), ...objectsOf(routes)],
    );
    assert.deepEqual(objects, [{ sign: '=', object: 'httproute/default/a', traffic: true }]);
    assert.deepEqual(proxies, [
      {
        ...{ sign: '~', proxy, bytes: 20 },
        resources: [
          { type: 'virtualHost', added: 0, changed: 1, removed: 0 },
          { type: 'cluster', added: 1, changed: 0, removed: 1 },
        ],
      },
    ]);
  });
});

function objectsOf(keys: readonly string[]): readonly Fact[] {
  return keys.map(key => ({ kind: 'object', key, version: '1' }));
}
