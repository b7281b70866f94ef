import { type Clock, systemClock } from '#graph';
import { type ConsulAnswer, type ConsulWant, wantKey } from '#model';
import type { Discovery, OnKnown } from '../discovery.ts';
import { askService } from './ask-service.ts';
import { askingAgent, askingNobody, type ConsulAgent, type UnknownAgent } from './consul-agent.ts';
import { Turns } from './turns.ts';
import { type WatchingServices, watchService } from './watched-service.ts';

export interface ConsulDiscoveryOptions {
  readonly onKnown: OnKnown<ConsulWant>;
  readonly agent: ConsulAgent | UnknownAgent;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** ms after which a silent agent is given up. */
  readonly timeout?: number;
}

/**
 * The most concurrent questions, waiting ones and others. Each takes a connection of its own, and agents accept 200 from one
 * address (`http_max_conns_per_client`).
 */
const most = { waiting: 128, others: 32 } as const;
/** Seconds for which a question waits; where there are more than may wait at once, they take shorter turns. */
const wait = { usual: 60, shared: 5 } as const;

interface Watched {
  count: number;
  readonly ended: AbortController;
}

/**
 * createConsulDiscovery follows services in Consul's catalogue by questions that wait for the next change (blocking queries), one
 * for each service that is wanted.
 */
export function createConsulDiscovery({
  onKnown,
  agent,
  clock = systemClock,
  random = Math.random,
  timeout = 10_000,
}: ConsulDiscoveryOptions): Discovery<ConsulWant> {
  const asking = 'problem' in agent ? askingNobody(agent) : askingAgent(agent);
  const place = 'problem' in agent ? {} : agent;
  const waiting = new Turns(most.waiting);
  const others = new Turns(most.others);
  const watched = new Map<string, Watched>();
  const watching: WatchingServices = {
    clock,
    random,
    async ask(want, index, ended) {
      const giveBack = await (index === undefined ? others : waiting).take(ended);
      if (giveBack === undefined) return undefined;
      try {
        const held = watched.size > most.waiting ? wait.shared : wait.usual;
        const after = index === undefined ? {} : { after: { index, wait: held } };
        return await askService(asking.ask, place, want, { ...after, timeout, ended });
      } finally {
        giveBack();
      }
    },
  };
  const end = (key: string, { ended }: Watched): void => {
    watched.delete(key);
    ended.abort();
  };
  return {
    want(want: ConsulWant, remembered?: ConsulAnswer) {
      const key = wantKey(want);
      const known = watched.get(key);
      if (known !== undefined) {
        known.count++;
        return;
      }
      const ended = new AbortController();
      watched.set(key, { count: 1, ended });
      void watchService(want, remembered, now => onKnown(want, now), watching, ended.signal);
    },
    unwant(want: ConsulWant) {
      const key = wantKey(want);
      const known = watched.get(key);
      if (known === undefined) return;
      known.count--;
      if (known.count === 0) end(key, known);
    },
    stop() {
      for (const [key, one] of watched) end(key, one);
      asking.close();
    },
  };
}
