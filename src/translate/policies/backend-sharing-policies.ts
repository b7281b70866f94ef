import type { CircuitBreaker } from '#model';
import type { BackendSharingPolicy } from '#resources';
import { ignoredOf } from '../routes/session.ts';
import { given } from './given.ts';
import type { PolicyKind } from './policy-kind.ts';

type Spec = BackendSharingPolicy['spec'];

const translate: PolicyKind<BackendSharingPolicy>['translate'] = ({ spec }) => {
  const { sessionPersistence, retryConstraint } = spec;
  return {
    ...(sessionPersistence === undefined ? {} : { session: sessionPersistence }),
    ...(retryConstraint === undefined ? {} : { backend: { circuitBreaker: retryBudget(retryConstraint) } }),
    findings: [
      ...ignoredOf(sessionPersistence, 1).map(({ path, message }) => noEffect(`spec.${path}`, message)),
      ...(retryConstraint?.budget.interval === undefined
        ? []
        : [
            noEffect(
              'spec.retryConstraint.budget.interval',
              'has no effect: the proxy compares retries with the requests that are under way, not with those of a time',
            ),
          ]),
    ],
  };
};

/** A rate of retries a second is taken for a number at once, as if each took a second; most take less. */
function retryBudget({ budget, minRetryRate }: NonNullable<Spec['retryConstraint']>): CircuitBreaker {
  const { count, interval } = minRetryRate;
  return {
    retryBudget: {
      percent: budget.percent,
      ...given({ minConcurrency: Math.ceil((count * 1000) / interval) }),
    },
  };
}

function noEffect(path: string, message: string) {
  return { severity: 'warning', reason: 'UnsupportedValue', message, path } as const;
}

/** XBackendTrafficPolicy of the Gateway API: how a backend is used, by whatever route. */
export const xBackendTrafficPolicy: PolicyKind<BackendSharingPolicy> = {
  id: 'gateway-api/XBackendTrafficPolicy',
  group: 'gateway.networking.x-k8s.io',
  kind: 'XBackendTrafficPolicy',
  targets: ['backend'],
  guards: 'nothing',
  translate,
};

/** BackendLBPolicy of the Gateway API: the former name of XBackendTrafficPolicy. */
export const backendLbPolicy: PolicyKind<BackendSharingPolicy> = {
  id: 'gateway-api/BackendLBPolicy',
  group: 'gateway.networking.k8s.io',
  kind: 'BackendLBPolicy',
  targets: ['backend'],
  guards: 'nothing',
  translate,
};
