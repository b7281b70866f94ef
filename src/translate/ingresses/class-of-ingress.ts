import type { Collection, Index, Tracker } from '#graph';
import { compareTexts } from '#lib/compare-texts.ts';
import { localZone, type ResourceKey, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import { gatewayApiGroup, type Ingress, type IngressClass, ingressGroup } from '#resources';

/** ClassOfIngress is the class that an Ingress belongs to, where that is one of ours. */
export interface ClassOfIngress {
  readonly name: string;
  /** Absent where nobody wrote it. */
  readonly object?: IngressClass;
  /** The controller that it must name to be ours; absent where every class is. */
  readonly controller?: string;
}

/** IngressClasses are the classes that are written; `defaults` has, under '', the classes for Ingresses that name none. */
export interface IngressClasses {
  readonly classes: Collection<IngressClass>;
  readonly defaults: Index<IngressClass>;
  /** See `Inputs.controllers`. */
  readonly controllers: Collection<string>;
}

/** The class of Ingresses that name none, where no class is the default. */
const unnamedClass = 'ingress';

/** How classes were named before there was a field for it. */
const classAnnotation = 'kubernetes.io/ingress.class';

/** isDefaultClass tells whether a class is for Ingresses that name none. */
export function isDefaultClass({ metadata: { annotations } }: IngressClass): boolean {
  return annotations['ingressclass.kubernetes.io/is-default-class'] === 'true';
}

/**
 * classOfIngress finds the class of an Ingress; undefined where it is another controller's. With files every class is ours,
 * written or not. In a cluster, a class is ours that names our controller, and an Ingress without a class is ours only where
 * a class of ours is the default.
 */
export function classOfIngress(
  { ref, spec, metadata }: Ingress,
  { classes, defaults, controllers }: IngressClasses,
  track: Tracker,
): ClassOfIngress | undefined {
  const controller = track.fetch(controllers, resourceKey(ref));
  const written = spec.className ?? metadata.annotations[classAnnotation];
  const [first] = written === undefined ? [...track.fetchAll(defaults, '')].sort(byName) : [];
  const name = written ?? first?.ref.name ?? (controller === undefined ? unnamedClass : undefined);
  if (name === undefined) return undefined;
  const object = track.fetch(classes, ingressClassKey(name));
  if (controller !== undefined && object?.spec.controller !== controller) return undefined;
  return {
    name,
    ...(object === undefined ? {} : { object }),
    ...(controller === undefined ? {} : { controller }),
  };
}

function byName(a: IngressClass, b: IngressClass): number {
  return compareTexts(a.ref.name, b.ref.name);
}

function ingressClassKey(name: string): ResourceKey {
  return resourceKey({ group: ingressGroup, kind: 'IngressClass', zone: localZone, namespace: '', name });
}

/** namedGateway is the Gateway that a class names, where it names one. */
export function namedGateway({ spec: { parameters } }: IngressClass): ResourceRef | undefined {
  if (parameters === undefined || parameters.namespace === undefined) return undefined;
  const { apiGroup: group, kind, namespace, name } = parameters;
  if (group !== gatewayApiGroup || kind !== 'Gateway') return undefined;
  return { group, kind, zone: localZone, namespace, name };
}

/**
 * gatewayOfClass is the Gateway that serves the Ingresses of a class: the one that the class names, else the one in
 * namespace `default` that has the name of the class, which exists whether or not somebody writes it.
 */
export function gatewayOfClass({ name, object }: ClassOfIngress): ResourceRef {
  const named = object && namedGateway(object);
  return named ?? { group: gatewayApiGroup, kind: 'Gateway', zone: localZone, namespace: 'default', name };
}
