import { Type } from 'typebox';
import { namespaceName } from '../names.ts';
import { defaulted } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { gatewayApiGroup, group, kindName, objectName, portNumber, sectionName } from './fields.ts';

/** parentReference names what a route attaches to; no namespace means the route's own. */
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
 * The CRD also asks for `port` where a Service is meant. Here its absence takes out that one reference, not the object:
 * translation reports it as `PortNotSpecified`.
 */
export const backendObjectProperties = {
  group: defaulted(group, ''),
  kind: defaulted(kindName, 'Service'),
  name: objectName,
  namespace: Type.Optional(namespaceName),
  port: Type.Optional(portNumber),
};

/** backendObjectReference names where requests go; no namespace means the referrer's own. */
export const backendObjectReference = Type.Object(backendObjectProperties);
export type BackendObjectReference = Read<typeof backendObjectReference>;

/** BackendReference is one whose port may go by its name, as in an Ingress, or that means some of its endpoints, by the name of a subset. */
export interface BackendReference extends BackendObjectReference {
  readonly portName?: string;
  readonly subset?: string;
}

/** RouteBackendRef is one share of a rule: `weight` of the sum of all weights. */
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

/** secretObjectReference names a Secret, or what stands for one. */
export const secretObjectReference = Type.Object({
  group: defaulted(group, ''),
  kind: defaulted(kindName, 'Secret'),
  name: objectName,
  namespace: Type.Optional(namespaceName),
});
export type SecretObjectReference = Read<typeof secretObjectReference>;
