import type { RunnerParameters, ServiceParameters, WorkloadParameters } from '#model';
import { given } from '../policies/given.ts';

/** mergedWorkload merges several ways to run proxies: each field comes from the first that has it. */
export function mergedWorkload(all: readonly (WorkloadParameters | undefined)[]): WorkloadParameters {
  const [first = {}, ...others] = all.filter(one => one !== undefined);
  if (others.length === 0) return first;
  const second = mergedWorkload(others);
  return {
    ...second,
    ...first,
    ...given({
      runner: both(first.runner, second.runner, mergedRunner),
      service: both(first.service, second.service, mergedService),
    }),
  };
}

function both<T>(
  first: T | undefined,
  second: T | undefined,
  merge: (first: T, second: T) => T,
): T | undefined {
  return first === undefined || second === undefined ? (first ?? second) : merge(first, second);
}

/** Settings for a Deployment say nothing of a DaemonSet, and the other way round. */
function mergedRunner(first: RunnerParameters, second: RunnerParameters): RunnerParameters {
  if (first.kind !== second.kind) return first;
  return {
    ...second,
    ...first,
    spec: { ...second.spec, ...first.spec },
    podLabels: { ...second.podLabels, ...first.podLabels },
    podAnnotations: { ...second.podAnnotations, ...first.podAnnotations },
    pod: { ...second.pod, ...first.pod },
    container: { ...second.container, ...first.container },
  };
}

function mergedService(first: ServiceParameters, second: ServiceParameters): ServiceParameters {
  return {
    ...second,
    ...first,
    spec: { ...second.spec, ...first.spec },
    labels: { ...second.labels, ...first.labels },
    annotations: { ...second.annotations, ...first.annotations },
  };
}
