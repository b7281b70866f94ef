import type { Collection, Graph } from '#graph';
import type { Fields } from '#lib/fields.ts';
import { type Finding, isError } from '#lib/finding.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { TimeShare } from '#lib/time-share.ts';
import { type AnyResource, type Decoded, decodeResource, kindOf } from '#resources';
import type { ObjectStatus } from '#status';
import { findResource } from './find-resource.ts';
import { isOurs, type WrittenObjects } from './is-ours.ts';

/** ObjectReview is the result of checking an object: a single refusal keeps it from being written. */
export interface ObjectReview {
  readonly refusals: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** Further remarks for its author. */
  readonly remarks?: readonly string[];
}

/** Supposable is the entrance of resources to the graph. */
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
  /** The `controllerName` by which a GatewayClass is ours. */
  readonly controller: string;
  /** Milliseconds from any beginning, by which the time for reviews is limited to a share of all time. */
  readonly now: () => number;
}

/** Reasons of problems in the object itself, independent of other objects. So is everything that decoding finds. */
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

/** Reviews may take a fifth of the time, and so many milliseconds at once. */
const share = { part: 0.2, burst: 2_000 } as const;

/**
 * createReviewer returns a function that tells which findings an object would have if it were written: those that `check` would
 * find, given everything in the cluster. It tries the object in the running graph, which costs twice as much as the write itself.
 *
 * Problems in the object itself are refused. Problems with what it refers to are warnings, as that may still be on its way; so
 * are problems that the object had before, as nobody must be kept from fixing one mistake of two. Objects of other controllers
 * are not judged. Not examined are effects on other objects, names that have to be looked up first, and what Envoy would refuse.
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

/** API servers convert versions that we do not know to one that we do. */
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
