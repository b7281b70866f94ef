import type { CalledPort, ServiceKind } from '#model';
import type { AdvisedReach, AdvisedRef } from './advice.ts';

/** advisedKey is the same for ports that the same ref of the advice selects. */
export function advisedKey({ kind, namespace = '', name, port }: CalledPort): string {
  return [kind, namespace, name, ...(kind === 'ServiceTag' ? [] : [port])].join('\n');
}

/** advisedReach declares that exactly these ports are reached: by a ref for each port, and by name for each service tag. */
export function advisedReach(ports: readonly CalledPort[]): AdvisedReach {
  const sorted = [...new Map(ports.map(port => [advisedKey(port), port])).values()].sort((a, b) =>
    advisedKey(a) < advisedKey(b) ? -1 : 1,
  );
  const refs = sorted.flatMap(refTo);
  const reachableServices = sorted.filter(({ kind }) => kind === 'ServiceTag').map(({ name }) => name);
  return {
    reachableBackends: { refs },
    ...(reachableServices.length === 0 ? {} : { reachableServices }),
  };
}

function refTo({ kind, name, namespace, port }: CalledPort): readonly AdvisedRef[] {
  return isObject(kind) ? [{ kind, name, ...(namespace === undefined ? {} : { namespace }), port }] : [];
}

function isObject(kind: ServiceKind): kind is AdvisedRef['kind'] {
  return kind !== 'ServiceTag';
}
