import type { Collection, Graph } from '#graph';
import type { Replicas } from '#kube';
import type { Refusal } from '#status';
import type { ServedViews } from './clients.ts';
import type { Health } from './health.ts';
import type { PipelineInputs } from './pipeline-inputs.ts';
import type { Ports } from './ports.ts';
import { readTaken, type Taken, type TakenText, writeTaken } from './taken-text.ts';

/** TakenElsewhere is what proxies connected to other replicas have accepted and refused. */
export interface TakenElsewhere {
  /** What proxies of any replica, this one included, have accepted and refused. */
  readonly anywhere: Pick<PipelineInputs, 'served' | 'refusals' | 'health'>;
  /** Shares with the other replicas what is known here, from now on; it resolves when what they have shared is known. */
  share(): Promise<void>;
  close(): Promise<void>;
}

interface Here {
  readonly rejected: Collection<Refusal>;
  readonly ports: Pick<Ports, 'blocked'>;
  readonly clients: Pick<ServedViews, 'served'>;
  readonly health: Pick<Health, 'reported'>;
}

/** hearOthers joins what this replica's proxies report, and which ports are blocked here, with what other replicas share. */
export function hearOthers(
  graph: Graph,
  { rejected, ports, clients, health: { reported } }: Here,
  replicas: Replicas | undefined,
): TakenElsewhere {
  const here: Taken = { served: clients.served, refusals: rejected, health: reported };
  const heard = graph.source<TakenText>('main/heard-of-replicas');
  const served = graph.derive('main/served-elsewhere', heard, ({ served }) =>
    served.map(view => [view, true as const] as const),
  );
  const refusals = graph.derive('main/refusals-elsewhere', heard, ({ refusals }) => refusals);
  // Where several replicas have proxies of one view, the report of each counts.
  const health = graph.derive('main/health-elsewhere', heard, ({ health }, replica) =>
    health.map(one => [[one.proxy, one.cluster, replica].join('\n'), one] as const),
  );
  return {
    anywhere: {
      served: graph.join('main/served-anywhere', [clients.served, served]),
      refusals: graph.join('main/refusals', [rejected, ports.blocked, refusals]),
      health: graph.join('main/health-anywhere', [reported, health]),
    },
    share: async () => {
      if (replicas === undefined) return;
      await replicas.follow((replica, told) =>
        queueMicrotask(() =>
          told === undefined ? heard.delete(replica) : heard.set(replica, readTaken(told)),
        ),
      );
      replicas.tell(() => writeTaken(here));
      for (const collection of [here.served, here.refusals, here.health])
        collection.subscribe(() => replicas.note());
    },
    close: async () => replicas?.close(),
  };
}
