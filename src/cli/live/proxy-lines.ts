import type { Client } from '#xds';
import type { Sign } from './sign.ts';

/** How many proxies are named; the rest are counted. */
const named = 3;

/**
 * createProxyLines returns a function to call with all connected proxies; it reports who came and who went since the last
 * call. A proxy that went and came back in between, as all do when a network breaks, is reported once.
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

/** The names of those in `some` that are not in `others`. */
function namesBeside(some: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): string[] {
  return [...some].filter(([id]) => !others.has(id)).map(([, name]) => name);
}

/** The proxy's own name, its view where that differs, and its version. */
function nameOf({ node, view, envoyVersion }: Client): string {
  const more = [node === view ? '' : view, envoyVersion === '' ? '' : `Envoy ${envoyVersion}`];
  const known = more.filter(text => text !== '');
  return known.length === 0 ? node : `${node} (${known.join(', ')})`;
}

function several(names: readonly string[], what: string): string {
  const more = names.length > named ? `, and ${names.length - named} more` : '';
  return `${names.length} proxies ${what}: ${names.slice(0, named).join(', ')}${more}`;
}
