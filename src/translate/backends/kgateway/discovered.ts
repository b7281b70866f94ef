import type { Known, Verdict } from '#model';
import { fails } from '../../verdict.ts';
import type { Said } from './destination-kind.ts';

/** Looked is what is known of a destination whose endpoints come from somewhere else. */
export interface Looked {
  /** The failure to ask, in words: `AWS could not be asked for the instances of eu-west-1`. */
  readonly failed: string;
  readonly known: Known;
  /** How many are used; `lastKnown` and `used` say that in words, of the last known answer and of a current one. */
  readonly found: number;
  readonly lastKnown: string;
  readonly used: string;
  /** Why none is used, in words. */
  readonly none: string;
}

/** discoveredVerdict is the condition `EndpointsDiscovered`, with kgateway's reasons; undefined before the first answer. */
export function discoveredVerdict({
  known: { answer, error, refused },
  ...looked
}: Looked): Verdict | undefined {
  if (error !== undefined) {
    const failed = `${looked.failed} (${error})`;
    if (answer !== undefined) return fails('Degraded', `${failed}; ${looked.lastKnown}`);
    const reasons = { identity: 'CredentialError', permission: 'AuthorizationError' } as const;
    return fails(refused === undefined ? 'DiscoveryError' : reasons[refused], `${failed}; none is known`);
  }
  if (answer === undefined) return undefined;
  if (looked.found === 0) return fails('NoMatchingInstances', looked.none);
  return { holds: true, reason: 'Discovered', message: looked.used };
}

/** discoveryFailure reports that the source could not be asked, at the path that names it. */
export function discoveryFailure(
  { error }: Known,
  verdict: Verdict | undefined,
  path: string,
): readonly Said[] {
  if (error === undefined || verdict === undefined) return [];
  const { reason, message } = verdict;
  return [{ severity: 'warning', reason, message, path }];
}

/** The most instances that are reported, as thousands may be left out. */
const mostTold = 16;

/** leftOut tells which instances are not used, and why: `instance i-1 is left out: …`. */
export function leftOut(
  instances: readonly { readonly id: string; readonly why: string }[],
  path: string,
): readonly Said[] {
  return instances.slice(0, mostTold).map(({ id, why }) => ({
    severity: 'warning',
    reason: 'InvalidAddress',
    message: `instance ${id} is left out: ${why}`,
    path,
  }));
}
