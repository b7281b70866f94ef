import type { Collection, Graph } from '#graph';
import type { Fields } from '#lib/fields.ts';
import { type Finding, isError } from '#lib/finding.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { TimeShare } from '#lib/time-share.ts';
import { type AnyResource, type Decoded, decodeResource, kindOf } from '#resources';
import type { ObjectStatus } from '#status';
import { findResource } from './find-resource.ts';
import { isOurs, type WrittenObjects } from './is-ours.ts';

/** ObjectReview is what is thought of an object: one refusal keeps it from being written. */
export interface ObjectReview {
  readonly refusals: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** What else its author is told. */
  readonly remarks?: readonly string[];
}

/** Supposable is where resources enter the graph. */
interface Supposable extends WrittenObjects {
  readonly findings: Collection<readonly Finding[]>;
  readonly controllers: Collection<string>;
  set(
    key: ResourceKey,
    entry: {
      readonly resource?: AnyResource;
      readonly findings: readonly Finding[];
      readonly controller?: string;
    },
  ): void;
}

export interface ReviewerOptions {
  readonly graph: Graph;
  readonly pipeline: {
    readonly inputs: Supposable;
    readonly status: {
      readonly findings: Collection<readonly Finding[]>;
      readonly statuses: Collection<ObjectStatus>;
    };
  };
  /** By what `controllerName` a GatewayClass is ours. */
  readonly controller: string;
  /** How long it takes to look is no more than a share of all time; in ms of no particular beginning. */
  readonly now: () => number;
}

/** What is wrong in the object itself, whatever else there is. All that reading it finds is as well. */
const ownReasons: ReadonlySet<string> = new Set([
  'IncompatibleFilters',
  'InvalidAddress',
  'InvalidKind',
  'InvalidRouteKinds',
  'PortNotSpecified',
  'TemplateError',
  'UnsupportedAddress',
  'UnsupportedTLSMode',
  'UnsupportedValue',
]);

/** A fifth of the time, and so many ms at once, may be spent on what is only supposed. */
const share = { part: 0.2, burst: 2_000 } as const;

/**
 * createReviewer gives the function that tells what would be found of an object, did it stand there: as `check` would find it,
 * with everything that is in the cluster. It supposes so in the running graph, which costs what the write itself will cost, twice.
 *
 * Refused is what is wrong in the object itself. What is wrong with what it refers to may be on its way, and is a warning, as is
 * what was wrong with the object before: who mends one mistake of two must not be kept from it. Nothing is said of what belongs to
 * other controllers. Not seen is what comes of it for other objects, what has to be looked up first (names), and what Envoy refuses.
 */
export function createReviewer(options: ReviewerOptions): (object: Fields) => ObjectReview {
  const { graph, pipeline, controller, now } = options;
  const spending = new TimeShare(now, share);
  const suppose = (key: ResourceKey, decoded: Decoded): Supposed => {
    const { inputs, status } = pipeline;
    const inForce = decoded.resource ?? decoded.standIn;
    const before = {
      ...optional('resource', findResource(inputs.of, key)),
      ...optional('controller', inputs.controllers.get(key)),
      findings: inputs.findings.get(key) ?? [],
    };
    return graph.suppose(
      () =>
        inputs.set(key, {
          ...optional('resource', inForce),
          findings: decoded.findings,
          controller,
        }),
      () => ({ findings: status.findings.get(key) ?? [], status: status.statuses.get(key) }),
      () => inputs.set(key, before),
    );
  };
  return object => {
    if (!isServed(object)) return { refusals: [], warnings: [] };
    const decoded = decodeResource(object);
    const { ref, resource } = decoded;
    if (ref === undefined) return { refusals: decoded.findings.filter(isError), warnings: [] };
    const key = resourceKey(ref);
    const known = pipeline.status.findings.get(key) ?? [];
    const supposed = spending.isLeft ? spending.spend(() => suppose(key, decoded)) : undefined;
    const judged = { ref, written: object, isInForce: resource !== undefined, status: supposed?.status };
    if (!isOurs(judged, pipeline.inputs, controller)) return { refusals: [], warnings: [] };
    const findings = supposed?.findings ?? decoded.findings;
    const refusals = findings.filter(
      finding => isError(finding) && isOfItself(finding, decoded) && !known.some(one => isSame(one, finding)),
    );
    return {
      refusals,
      warnings: findings.filter(finding => !refusals.includes(finding)),
      ...(supposed === undefined ? { remarks: [unasked] } : {}),
    };
  };
}

/** Of versions that we do not know API servers give us one that we do. */
function isServed({ apiVersion, kind }: Fields): boolean {
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return false;
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return kindOf(group, kind)?.versions.includes(version) === true;
}

const unasked = 'Fairlead is busy: the object was checked by itself, without what it refers to';

interface Supposed {
  readonly findings: readonly Finding[];
  readonly status: ObjectStatus | undefined;
}

function isOfItself(finding: Finding, { findings }: Decoded): boolean {
  if (findings.some(one => isSame(one, finding))) return true;
  return finding.cause === undefined && ownReasons.has(finding.reason);
}

function isSame(a: Finding, b: Finding): boolean {
  return a.severity === b.severity && a.reason === b.reason && a.path === b.path && a.message === b.message;
}

function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [N in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [N in Name]: Value });
}
