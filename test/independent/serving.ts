// The control plane as users run it, and an ADS client that was not written by us on the other side of a TCP connection.
import { type Plan, planLayout } from '../../bench/generate/index.ts';
import { goMissing } from '../../bench/harness/go-program.ts';
import { type Session, withSession } from '../../bench/harness/session.ts';
import { systems } from '../../bench/harness/systems.ts';

const [fairlead] = systems;

/** plan: four gateways that reach five of twenty backends each, and one backend that all of them reach. */
export const plan: Plan = planLayout({
  seed: 11,
  gateways: 4,
  backends: 20,
  reach: { count: 5, spread: 'uniform' },
  shared: true,
});

/** proxies of `plan`, by the number under which the client knows them. */
export const proxies: readonly number[] = plan.gateways.map((_, i) => i);

/** skip is why the suite cannot run here, or false. */
export const skip = goMissing();

/** serving runs `fairlead serve` on the plan's files, with one verified proxy for each gateway. */
export function serving(work: (session: Session) => Promise<void>): Promise<void> {
  return withSession(fairlead, plan, work);
}
