import { type Document, documentsOfPlan, type Plan } from '../generate/index.ts';
import { type AdsClient, startAdsClient } from './ads-client.ts';
import { withDirectory } from './directory.ts';
import { type Server, startServer } from './server.ts';
import type { System } from './systems.ts';
import { nodesOf, reachedOf, verifyHeld } from './verify.ts';
import { within } from './within.ts';

/** Session is a running system with its files and connected proxies that hold all that the plan gives them. */
export interface Session {
  readonly directory: string;
  readonly server: Server;
  readonly client: AdsClient;
  /** Milliseconds of the monotonic clock at which each proxy was complete. */
  readonly completeAt: readonly number[];
}

/**
 * withSession generates a plan, starts a system on it, connects one proxy for each gateway, waits until they are complete,
 * verifies what they hold, and then does the work. The documents `beside` the plan's must not affect that.
 */
export async function withSession<T>(
  system: System,
  plan: Plan,
  work: (session: Session) => Promise<T>,
  beside: readonly Document[] = [],
): Promise<T> {
  return withDocuments(system, plan, [...documentsOfPlan(plan), ...beside], work);
}

/** withDocuments is the same of a plan that is written in other documents. */
export async function withDocuments<T>(
  system: System,
  plan: Plan,
  documents: readonly Document[],
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return withDirectory(documents, async directory => {
    const client = startAdsClient();
    try {
      const server = await startServer(system, directory);
      try {
        await client.connect(server.target, nodesOf(plan));
        const completeAt = await complete(client, plan, server);
        await verifyHeld(client, plan);
        return await work({ directory, server, client, completeAt });
      } finally {
        await server.stop();
      }
    } finally {
      await client.stop();
    }
  });
}

/** complete waits until every proxy holds as many domains and addresses as the plan's first gateway reaches. */
export async function complete(client: AdsClient, plan: Plan, server: Server): Promise<readonly number[]> {
  const [first] = reachedOf(plan).values();
  const arrival = await client.await([
    { kind: 'count', value: 'domain', count: first?.domains.length ?? 0 },
    { kind: 'count', value: 'address', count: first?.addresses.length ?? 0 },
  ]);
  return within(arrival.times, server, 'the first configuration');
}
