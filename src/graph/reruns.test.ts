import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Graph } from './collection.ts';
import { createGraph } from './graph.ts';

/** A graph that logs which derivations run, and the log since it was last taken. */
function logged(): { readonly graph: Graph; readonly taken: () => readonly string[] } {
  const log: string[] = [];
  const graph = createGraph({ onRun: (collection, key) => log.push(`${collection} ${key}`) });
  return { graph, taken: () => log.splice(0) };
}

interface Route {
  readonly gateway: string;
  readonly backend: string;
}

describe('a change re-runs exactly the derivations that read it', () => {
  it('a change of one entry runs that entry alone', () => {
    const { graph, taken } = logged();
    const numbers = graph.source<number>('numbers');
    graph.map('doubled', numbers, n => n * 2);
    graph.batch(() => {
      for (let i = 0; i < 100; i++) numbers.set(`n${i}`, i);
    });
    taken();
    numbers.set('n7', 700);
    assert.deepEqual(taken(), ['doubled n7']);
  });

  it('writing an equal value runs nothing', () => {
    const { graph, taken } = logged();
    const lists = graph.source<readonly number[]>('lists');
    graph.map('lengths', lists, list => list.length);
    lists.set('a', [1, 2]);
    taken();
    lists.set('a', [1, 2]);
    assert.deepEqual(taken(), []);
  });

  it('equal output stops the wave', () => {
    const { graph, taken } = logged();
    const numbers = graph.source<number>('numbers');
    const signs = graph.map('signs', numbers, Math.sign);
    graph.map('words', signs, sign => (sign < 0 ? 'negative' : 'positive'));
    numbers.set('a', 1);
    assert.deepEqual(taken(), ['signs a', 'words a']);
    numbers.set('a', 2);
    assert.deepEqual(taken(), ['signs a']);
  });

  it('the equality that a collection was given decides', () => {
    const { graph, taken } = logged();
    const documents = graph.source<{ readonly version: number; readonly text: string }>('documents', {
      equal: (a, b) => a.version === b.version,
    });
    graph.map('texts', documents, document => document.text);
    documents.set('a', { version: 1, text: 'one' });
    taken();
    documents.set('a', { version: 1, text: 'ignored' });
    assert.deepEqual(taken(), []);
    documents.set('a', { version: 2, text: 'two' });
    assert.deepEqual(taken(), ['texts a']);
  });

  it('a value that is handed through is the same and is not compared', () => {
    const { graph } = logged();
    const documents = graph.source<object>('documents');
    const compared: unknown[] = [];
    const equal = (a: object, b: object) => compared.push([a, b]) > 0;
    const refetched = graph.source<object>('refetched');
    const same = graph.map('same', refetched, (_value, key, track) => track.fetch(documents, key), { equal });
    const document = { text: 'one' };
    documents.set('a', document);
    refetched.set('a', { round: 1 });
    refetched.set('a', { round: 2 });
    assert.equal(same.get('a'), document);
    assert.deepEqual(compared, []);
  });

  it('a removed entry runs nothing: its outputs go', () => {
    const { graph, taken } = logged();
    const numbers = graph.source<number>('numbers');
    const doubled = graph.map('doubled', numbers, n => n * 2);
    numbers.set('a', 1);
    taken();
    numbers.delete('a');
    assert.deepEqual(taken(), []);
    assert.equal(doubled.size, 0);
  });

  it('a derivation that is reached on two ways runs once a batch, after both', () => {
    const { graph, taken } = logged();
    const numbers = graph.source<number>('numbers');
    const left = graph.map('left', numbers, n => n + 1);
    const right = graph.map('right', numbers, n => n + 2);
    const sums = graph.map('sums', left, (l, key, track) => l + (track.fetch(right, key) ?? 0));
    numbers.set('a', 0);
    assert.deepEqual(taken(), ['left a', 'right a', 'sums a']);
    numbers.set('a', 10);
    assert.deepEqual(taken(), ['left a', 'right a', 'sums a']);
    assert.equal(sums.get('a'), 23);
  });

  it('a batch runs each derivation once, however many of the things it read changed', () => {
    const { graph, taken } = logged();
    const numbers = graph.source<number>('numbers');
    const one = graph.source<true>('one');
    graph.map('sum', one, (_true, _key, track) =>
      ['a', 'b', 'c'].reduce((sum, key) => sum + (track.fetch(numbers, key) ?? 0), 0),
    );
    one.set('all', true);
    taken();
    graph.batch(() => {
      for (const key of ['a', 'b', 'c', 'd']) numbers.set(key, 1);
    });
    assert.deepEqual(taken(), ['sum all']);
  });
});

describe('what was fetched last decides what a change re-runs', () => {
  it('every entry that fetched a key runs when it changes, and no other', () => {
    const { graph, taken } = logged();
    const gateways = graph.source<number>('gateways');
    const routes = graph.source<Route>('routes');
    graph.map('attached', routes, (route, _key, track) => track.fetch(gateways, route.gateway));
    graph.batch(() => {
      routes.set('r1', { gateway: 'g1', backend: '' });
      routes.set('r2', { gateway: 'g2', backend: '' });
      routes.set('r3', { gateway: 'g1', backend: '' });
    });
    taken();
    gateways.set('g1', 1);
    assert.deepEqual(taken(), ['attached r1', 'attached r3']);
    gateways.set('g3', 1);
    assert.deepEqual(taken(), []);
  });

  it('a key that is no longer fetched runs nothing any more', () => {
    const { graph, taken } = logged();
    const gateways = graph.source<number>('gateways');
    const routes = graph.source<Route>('routes');
    graph.map('attached', routes, (route, _key, track) => track.fetch(gateways, route.gateway));
    routes.set('r', { gateway: 'g1', backend: '' });
    routes.set('r', { gateway: 'g2', backend: '' });
    taken();
    gateways.set('g1', 1);
    assert.deepEqual(taken(), []);
    gateways.set('g2', 1);
    assert.deepEqual(taken(), ['attached r']);
    routes.delete('r');
    gateways.set('g2', 2);
    assert.deepEqual(taken(), []);
  });

  it('what is fetched may depend on what was fetched', () => {
    const { graph, taken } = logged();
    const pointers = graph.source<string>('pointers');
    const chains = graph.map('chains', pointers, (next, _key, track) => {
      const path = [next];
      for (let key = track.fetch(pointers, next); key !== undefined; key = track.fetch(pointers, key))
        path.push(key);
      return path.join('>');
    });
    graph.batch(() => {
      pointers.set('a', 'b');
      pointers.set('b', 'c');
      pointers.set('x', 'y');
    });
    taken();
    pointers.set('c', 'd');
    assert.deepEqual(taken().toSorted(), ['chains a', 'chains b', 'chains c']);
    assert.equal(chains.get('a'), 'b>c>d');
    pointers.set('b', 'z');
    taken();
    pointers.delete('c');
    assert.deepEqual(taken(), []);
  });

  it('fetching the same key again and again is one dependency', () => {
    const { graph } = logged();
    const numbers = graph.source<number>('numbers');
    const one = graph.source<true>('one');
    graph.map('insistent', one, (_true, _key, track) => {
      for (let i = 0; i < 100; i++) track.fetch(numbers, 'a');
      return 1;
    });
    one.set('x', true);
    assert.deepEqual(
      graph.dump().map(({ name, bookkeeping }) => [name, bookkeeping]),
      [
        ['numbers', 1],
        ['one', 0],
        ['insistent', 1],
      ],
    );
  });
});

describe('what is fetched under the key that a derivation runs for', () => {
  it('runs that key when it comes, changes and goes, and costs nothing for each key', () => {
    const { graph, taken } = logged();
    const names = graph.source<string>('names');
    const notes = graph.source<string>('notes');
    const noted = graph.map(
      'noted',
      names,
      (name, key, track) => `${name} ${track.fetch(notes, key) ?? '-'}`,
    );
    graph.batch(() => {
      for (const key of ['a', 'b', 'c']) names.set(key, key);
    });
    taken();
    notes.set('b', 'first');
    notes.set('b', 'second');
    assert.deepEqual(taken(), ['noted b', 'noted b']);
    assert.equal(noted.get('b'), 'b second');
    notes.delete('b');
    assert.equal(noted.get('b'), 'b -');
    assert.deepEqual(
      graph.dump().map(({ name, bookkeeping }) => [name, bookkeeping]),
      [
        ['names', 0],
        ['notes', 0],
        ['noted', 0],
      ],
    );
  });

  it('runs nothing where there is no such entry', () => {
    const { graph, taken } = logged();
    const names = graph.source<string>('names');
    const notes = graph.source<string>('notes');
    graph.map('noted', names, (_name, key, track) => track.fetch(notes, key));
    names.set('a', 'a');
    taken();
    notes.set('elsewhere', 'first');
    assert.deepEqual(taken(), []);
  });

  it('runs a group whose count under its own key changed', () => {
    const { graph, taken } = logged();
    const words = graph.source<string>('words');
    const others = graph.source<string>('others');
    const byLength = graph.index('by-length', words, word => [`${word.length}`]);
    const alike = graph.index('alike', others, word => [`${word.length}`]);
    const counts = graph.group('counts', byLength, (length, _words, track) => track.count(alike, length));
    words.set('a', 'one');
    taken();
    others.set('b', 'two');
    others.set('c', 'three');
    assert.deepEqual(taken(), ['counts 3']);
    assert.equal(counts.get('3'), 1);
  });
});

describe('a view', () => {
  it('is made of an entry when that changed, stops the wave where it came out equal, and keeps nothing', () => {
    const { graph, taken } = logged();
    const numbers = graph.source<number>('numbers');
    const signs = graph.view('signs', numbers, Math.sign);
    graph.map('words', signs, sign => (sign < 0 ? 'negative' : 'positive'));
    numbers.set('a', 1);
    assert.deepEqual(taken(), ['signs a', 'words a']);
    numbers.set('a', 2);
    assert.deepEqual(taken(), ['signs a']);
    numbers.set('a', -2);
    assert.deepEqual(taken(), ['signs a', 'words a']);
    assert.equal(signs.get('a'), -1);
  });

  it('re-runs who fetched from it only when its own value changed', () => {
    const { graph, taken } = logged();
    const numbers = graph.source<number>('numbers');
    const askers = graph.source<string>('askers');
    const signs = graph.view('signs', numbers, Math.sign);
    const answers = graph.map('answers', askers, (of, _key, track) => track.fetch(signs, of));
    graph.batch(() => {
      numbers.set('n', 1);
      askers.set('a', 'n');
    });
    taken();
    numbers.set('n', 5);
    assert.deepEqual(taken(), ['signs n']);
    numbers.set('n', -5);
    assert.deepEqual(taken(), ['signs n', 'answers a']);
    assert.equal(answers.get('a'), -1);
  });

  it('costs its first entry alone, however many entries come to nothing, also where it is joined', () => {
    const { graph } = logged();
    let made = 0;
    const numbers = graph.source<number>('numbers');
    const large = graph.view('large', numbers, n => {
      made++;
      return n > 1000 ? n : undefined;
    });
    const joined = graph.join('joined', [large, graph.source<number>('others')]);
    const doubled = graph.map('doubled', joined, n => n * 2);
    graph.batch(() => {
      for (let i = 0; i < 1000; i++) numbers.set(`n${i}`, i);
    });
    assert.equal(doubled.size, 0);
    for (const value of [2000, 1, 3000]) {
      made = 0;
      numbers.set('n7', value);
      assert.equal(doubled.get('n7'), value > 1000 ? value * 2 : undefined);
      assert.ok(made < 20, `made ${made} values`);
    }
  });
});

describe('an index re-runs who read the members or the count that changed', () => {
  function attachments() {
    const { graph, taken } = logged();
    const routes = graph.source<Route>('routes');
    const byGateway = graph.index('routes-by-gateway', routes, route => [route.gateway]);
    const gateways = graph.source<string>('gateways');
    graph.map('counts', gateways, (_gateway, key, track) => track.count(byGateway, key));
    graph.map('backends', gateways, (_gateway, key, track) =>
      track.fetchAll(byGateway, key).map(route => route.backend),
    );
    graph.batch(() => {
      gateways.set('g1', '');
      gateways.set('g2', '');
      routes.set('r1', { gateway: 'g1', backend: 'a' });
      routes.set('r2', { gateway: 'g1', backend: 'b' });
    });
    taken();
    return { graph, routes, taken };
  }

  it('a changed member runs who read the members, not who only counted', () => {
    const { routes, taken } = attachments();
    routes.set('r1', { gateway: 'g1', backend: 'z' });
    assert.deepEqual(taken(), ['backends g1']);
  });

  it('an added member runs both, of its index key alone', () => {
    const { routes, taken } = attachments();
    routes.set('r3', { gateway: 'g1', backend: 'a' });
    assert.deepEqual(taken(), ['counts g1', 'backends g1']);
  });

  it('a member that moves runs both, of both index keys', () => {
    const { routes, taken } = attachments();
    routes.set('r1', { gateway: 'g2', backend: 'a' });
    assert.deepEqual(taken().toSorted(), ['backends g1', 'backends g2', 'counts g1', 'counts g2']);
  });

  it('one member for another leaves who only counted alone', () => {
    const { graph, routes, taken } = attachments();
    graph.batch(() => {
      routes.delete('r1');
      routes.set('r3', { gateway: 'g1', backend: 'c' });
    });
    assert.deepEqual(taken(), ['backends g1']);
  });

  it('members under an index key that nobody reads run nothing', () => {
    const { routes, taken } = attachments();
    routes.set('r9', { gateway: 'g9', backend: 'a' });
    assert.deepEqual(taken(), []);
  });

  it('a group runs once for each index key whose members changed', () => {
    const { graph, taken } = logged();
    const routes = graph.source<Route>('routes');
    const byBackend = graph.index('by-backend', routes, route => route.backend.split(' '));
    const users = graph.group('users', byBackend, (_backend, members) => members.length);
    graph.batch(() => {
      routes.set('r1', { gateway: 'g', backend: 'a b' });
      routes.set('r2', { gateway: 'g', backend: 'b c' });
    });
    assert.deepEqual(taken().toSorted(), ['users a', 'users b', 'users c']);
    routes.set('r2', { gateway: 'g', backend: 'c d' });
    assert.deepEqual(taken().toSorted(), ['users b', 'users c', 'users d']);
    routes.delete('r1');
    assert.deepEqual(taken(), [], 'nobody is left under a and b');
    assert.deepEqual([...users.entries()].toSorted(), [
      ['c', 1],
      ['d', 1],
    ]);
  });

  it('a change in one of two joined collections that is not in force runs nothing', () => {
    const { graph, taken } = logged();
    const strong = graph.source<number>('strong');
    const weak = graph.source<number>('weak');
    graph.map('doubled', graph.join('both', [strong, weak]), n => n * 2);
    graph.batch(() => {
      strong.set('a', 1);
      weak.set('a', 2);
    });
    taken();
    weak.set('a', 3);
    assert.deepEqual(taken(), []);
    strong.delete('a');
    assert.deepEqual(taken(), ['doubled a']);
  });
});

describe('an output key that several inputs give', () => {
  function hosts() {
    const { graph, taken } = logged();
    const owners = graph.source<{ readonly host: string; readonly text: string }>('owners');
    const texts = graph.derive('texts', owners, ({ host, text }) => [[host, text]]);
    graph.map('read', texts, text => text);
    return { graph, owners, texts, taken };
  }

  it('belongs to the smallest input key, whoever came first', () => {
    const { owners, texts } = hosts();
    owners.set('b', { host: 'x', text: 'from b' });
    assert.equal(texts.get('x'), 'from b');
    owners.set('a', { host: 'x', text: 'from a' });
    assert.equal(texts.get('x'), 'from a');
    owners.set('c', { host: 'x', text: 'from c' });
    assert.equal(texts.get('x'), 'from a');
    owners.set('a', { host: 'y', text: 'from a' });
    assert.equal(texts.get('x'), 'from b');
    owners.delete('b');
    assert.equal(texts.get('x'), 'from c');
    owners.delete('c');
    assert.deepEqual([...texts.entries()], [['y', 'from a']]);
  });

  it('given twice by one input has the first value', () => {
    const { graph } = logged();
    const words = graph.source<string>('words');
    const letters = graph.derive('letters', words, word =>
      [...word].map((letter, at) => [letter, at] as const),
    );
    words.set('w', 'abba');
    assert.deepEqual(Object.fromEntries(letters.entries()), { a: 0, b: 1 });
  });

  it('re-runs its readers only when the value in force changes', () => {
    const { owners, taken } = hosts();
    owners.set('a', { host: 'x', text: 'from a' });
    taken();
    owners.set('b', { host: 'x', text: 'from b' });
    assert.deepEqual(taken(), ['texts b']);
    owners.set('b', { host: 'x', text: 'again' });
    assert.deepEqual(taken(), ['texts b']);
    owners.delete('a');
    assert.deepEqual(taken(), ['read x']);
  });

  it('passes from hand to hand with an equal value without a change', () => {
    const { graph, owners, taken } = hosts();
    owners.set('a', { host: 'x', text: 'same' });
    taken();
    graph.batch(() => {
      owners.delete('a');
      owners.set('b', { host: 'x', text: 'same' });
    });
    assert.deepEqual(taken(), ['texts b']);
  });
});
