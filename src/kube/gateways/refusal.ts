import type { GatewayWorkload, WorkloadRefusal } from '#model';
import { type ApiRefusal, isRefusal } from '#sources/kubernetes';
import type { DesiredObject } from './desired-object.ts';
import type { OwnedObject } from './owned-objects.ts';

/** The server's message is cut: it may quote everything it was sent. */
const mostWords = 1_000;
const mostSentences = 3;

/**
 * refusalOf says why an API server refused an object of a gateway; undefined where the error is not a refusal: the server was
 * away, overloaded, or failed.
 */
export function refusalOf(
  error: unknown,
  object: DesiredObject,
  workload: GatewayWorkload,
): WorkloadRefusal | undefined {
  if (!isRefusal(error, 400, 403, 404, 409, 413, 422, 500)) return undefined;
  const found = causeOf(error, object.kind, workload);
  if (found === undefined) return undefined;
  return { kind: found.kind, message: sentenceOf(object, 'is refused', error.message, found.advice) };
}

/**
 * podRefusal says why a Deployment gets no pods, as its status tells, or why a DaemonSet gets none, where no node takes
 * them.
 */
export function podRefusal(
  runner: OwnedObject | undefined,
  workload: GatewayWorkload,
): WorkloadRefusal | undefined {
  if (runner === undefined) return undefined;
  const { kind, namespace, name } = runner;
  const object = { kind, metadata: { namespace, name } };
  const { metadata, status = {} } = runner.object as RunnerState;
  const failure = status.conditions?.find(one => one.type === 'ReplicaFailure' && one.status === 'True');
  if (failure !== undefined) {
    const { message = 'its pods cannot be made' } = failure;
    const kind: WorkloadRefusal['kind'] = isOverQuota(message) ? 'quota' : 'invalid';
    return { kind, message: sentenceOf(object, 'gets no pods', message, advice(kind, workload)) };
  }
  const isSeen = status.observedGeneration !== undefined && status.observedGeneration === metadata.generation;
  if (kind !== 'DaemonSet' || !isSeen || status.desiredNumberScheduled !== 0) return undefined;
  const then =
    'Change nodeSelector, affinity or tolerations in its EnvoyProxy or GatewayParameters, or label a node so that it does.';
  return { kind: 'pending', message: sentenceOf(object, 'gets no pods', 'no node takes them', then) };
}

/** allOf combines several refusals into one, of the kind of the first. */
export function allOf(refusals: readonly WorkloadRefusal[]): WorkloadRefusal | undefined {
  const [first] = refusals;
  if (first === undefined) return undefined;
  const more = refusals.length - mostSentences;
  const shown = refusals.slice(0, mostSentences).map(({ message }) => message);
  return { kind: first.kind, message: [...shown, ...(more > 0 ? [`And ${more} more.`] : [])].join(' ') };
}

interface RunnerState {
  readonly metadata: { readonly generation?: number };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
    }[];
    readonly observedGeneration?: number;
    readonly desiredNumberScheduled?: number;
  };
}

interface Cause {
  readonly kind: WorkloadRefusal['kind'];
  readonly advice: string;
}

function causeOf(
  { status, message }: ApiRefusal,
  kind: DesiredObject['kind'],
  workload: GatewayWorkload,
): Cause | undefined {
  const cause = (kind: WorkloadRefusal['kind']) => ({ kind, advice: advice(kind, workload) });
  switch (status) {
    case 403:
      if (isOverQuota(message)) return cause('quota');
      if (/ cannot \w+ resource /.test(message)) {
        return { kind: 'pending', advice: 'Give Fairlead’s service account that right; it is tried again.' };
      }
      if (message.includes('because it is being terminated')) {
        return { kind: 'pending', advice: 'The namespace is on its way out, and the Gateway goes with it.' };
      }
      return cause('invalid');
    case 404:
      return { kind: 'pending', advice: 'It is tried again.' };
    // We apply without force here: an object that somebody else made stays theirs. Other conflicts pass by themselves.
    case 409:
      if (!message.startsWith('Apply failed with')) return undefined;
      return {
        kind: 'invalid',
        advice: 'It is not ours: remove or rename it, that the Gateway can have one of this name.',
      };
    case 500:
      if (!message.includes('failed calling webhook')) return undefined;
      return { kind: 'pending', advice: 'See to it that the webhook answers; it is tried again.' };
    case 422:
      return cause(kind === 'Service' && workload.addresses.length > 0 ? 'address' : 'invalid');
    default:
      return cause('invalid');
  }
}

function advice(kind: WorkloadRefusal['kind'], { parameters, process }: GatewayWorkload): string {
  const written =
    parameters === undefined && process === undefined
      ? 'its spec.infrastructure says'
      : 'its EnvoyProxy or GatewayParameters say';
  switch (kind) {
    case 'address':
      return 'Change its spec.addresses.';
    case 'quota':
      return 'Raise that limit, or ask for less in its EnvoyProxy or GatewayParameters; it is tried again.';
    case 'invalid':
      return `Change what ${written}, or who keeps it out; it is tried again.`;
    case 'pending':
      return 'It is tried again.';
  }
}

function isOverQuota(message: string): boolean {
  return / (?:exceeded|failed) quota: /.test(message);
}

function sentenceOf(
  { kind, metadata: { namespace, name } }: Pick<DesiredObject, 'kind'> & { readonly metadata: Named },
  what: string,
  words: string,
  then: string,
): string {
  const shown = words.length > mostWords ? `${words.slice(0, mostWords)}…` : words;
  return `${kind} ${namespace}/${name} ${what}: ${shown.replace(/[.\s]+$/, '')}. ${then}`;
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}
