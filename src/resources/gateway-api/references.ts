import { Type } from 'typebox';
import { namespaceName } from '../names.ts';
import { defaulted } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { gatewayApiGroup, group, kindName, objectName, portNumber, sectionName } from './fields.ts';

/** parentReference names something that a route attaches to; no namespace means the route's own. */
export const parentReference = Type.Object({
  group: defaulted(group, gatewayApiGroup),
  kind: defaulted(kindName, 'Gateway'),
  namespace: Type.Optional(namespaceName),
  name: objectName,
  sectionName: Type.Optional(sectionName),
  port: Type.Optional(portNumber),
});
export type ParentReference = Read<typeof parentReference>;

/**
 * The CRD also requires `port` for a Service. Here its absence invalidates only that reference, not the object: translation
 * reports it as `PortNotSpecified`.
 */
export const backendObjectProperties = {
  group: defaulted(group, ''),
  kind: defaulted(kindName, 'Service'),
  name: objectName,
  namespace: Type.Optional(namespaceName),
  port: Type.Optional(portNumber),
};

/** backendObjectReference names something that receives requests; no namespace means the referrer's own. */
export const backendObjectReference = Type.Object(backendObjectProperties);
export type BackendObjectReference = Read<typeof backendObjectReference>;

/** BackendReference may name the port, as an Ingress does, or a subset of the backend's endpoints. */
export interface BackendReference extends BackendObjectReference {
  readonly portName?: string;
  readonly subset?: string;
}

/** RouteBackendRef takes a share of a rule's traffic: `weight` out of the sum of all weights. */
export interface RouteBackendRef extends BackendReference {
  readonly weight: number;
}

/** localObjectReference names an object in the referrer's namespace. */
export const localObjectReference = Type.Object({ group, kind: kindName, name: objectName });
export type LocalObjectReference = Read<typeof localObjectReference>;

/** objectReference names an object of any kind; no namespace means the referrer's own. */
export const objectReference = Type.Object({
  group,
  kind: kindName,
  name: objectName,
  namespace: Type.Optional(namespaceName),
});
export type ObjectReference = Read<typeof objectReference>;

/** secretObjectReference names a Secret, or an object of another kind that serves as one. */
export const secretObjectReference = Type.Object({
  group: defaulted(group, ''),
  kind: defaulted(kindName, 'Secret'),
  name: objectName,
  namespace: Type.Optional(namespaceName),
});
export type SecretObjectReference = Read<typeof secretObjectReference>;
