import type { Client } from '#xds';
import type { Sign } from './sign.ts';

/** So many proxies are named; of more it is said how many. */
const named = 3;

/**
 * createProxyLines gives what is to be called with all connected proxies, and says who came and who went since the last
 * time. One that went and came in between, as all do when a network breaks, is told of once.
 */
export function createProxyLines(
  say: (sign: Sign, text: string) => void,
): (clients: readonly Client[]) => void {
  let known: ReadonlyMap<string, string> = new Map();
  const tell = (sign: Sign, names: readonly string[], what: string) => {
    if (names.length > 0) say(sign, names.length === 1 ? `proxy ${names[0]} ${what}` : several(names, what));
  };
  return clients => {
    const before = known;
    known = new Map(clients.map(client => [client.id, nameOf(client)]));
    const came = namesBeside(known, before);
    const went = namesBeside(before, known);
    const [arrivals, departures] = [new Set(came), new Set(went)];
    tell(
      '+',
      came.filter(name => !departures.has(name)),
      'connected',
    );
    tell(
      '~',
      came.filter(name => departures.has(name)),
      'connected again',
    );
    tell(
      '-',
      went.filter(name => !arrivals.has(name)),
      'disconnected',
    );
  };
}

/** Those of `some` that `others` has not. */
function namesBeside(some: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): string[] {
  return [...some].filter(([id]) => !others.has(id)).map(([, name]) => name);
}

/** As the proxy names itself, what it asks for where that is something else, and what it is. */
function nameOf({ node, view, envoyVersion }: Client): string {
  const more = [node === view ? '' : view, envoyVersion === '' ? '' : `Envoy ${envoyVersion}`];
  const known = more.filter(text => text !== '');
  return known.length === 0 ? node : `${node} (${known.join(', ')})`;
}

function several(names: readonly string[], what: string): string {
  const more = names.length > named ? `, and ${names.length - named} more` : '';
  return `${names.length} proxies ${what}: ${names.slice(0, named).join(', ')}${more}`;
}
