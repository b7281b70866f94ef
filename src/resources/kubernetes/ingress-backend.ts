import { Type } from 'typebox';
import { sharedText } from '#lib/kept-text.ts';
import { group, kindName, objectName, portNumber } from '../gateway-api/fields.ts';
import type { RouteBackendRef } from '../gateway-api/references.ts';
import { converted, defaulted, type Report } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';

/** IngressBackendRef is a backend in the Ingress' own namespace, and the path where it is written. */
export interface IngressBackendRef extends RouteBackendRef {
  readonly at: string;
}

const portName = Type.String({ minLength: 1, maxLength: 63 });
const writtenBackend = Type.Object({
  service: Type.Optional(
    Type.Object({
      name: objectName,
      port: Type.Optional(Type.Object({ number: Type.Optional(portNumber), name: Type.Optional(portName) })),
    }),
  ),
  resource: Type.Optional(Type.Object({ apiGroup: defaulted(group, ''), kind: kindName, name: objectName })),
  /** The form of v1beta1. */
  serviceName: Type.Optional(objectName),
  servicePort: Type.Optional(Type.Union([portNumber, portName])),
});

/** ingressBackend is the destination of a path: a port of a Service, or an object of another kind. */
export const ingressBackend = converted(writtenBackend, readBackend);

function readBackend(
  written: Read<typeof writtenBackend>,
  report: Report,
  path: () => string,
): IngressBackendRef | undefined {
  const { service, resource, serviceName, servicePort } = written;
  const given = [service, resource, serviceName].filter(one => one !== undefined);
  if (given.length !== 1) {
    report('must have exactly one of service and resource');
    return undefined;
  }
  if (resource !== undefined) {
    const { apiGroup, kind, name } = resource;
    return { group: apiGroup, kind, name, weight: 1, at: sharedText(`${path()}.resource`) };
  }
  const old = typeof servicePort === 'string' ? { name: servicePort } : { number: servicePort };
  const { number, name: portName } = service?.port ?? (service === undefined ? old : {});
  if ((number === undefined) === (portName === undefined)) {
    report(
      'must have exactly one of number and name',
      ...(service === undefined ? ['servicePort'] : ['service', 'port']),
    );
    return undefined;
  }
  return {
    ...{ group: '', kind: 'Service', name: service?.name ?? serviceName ?? '', weight: 1 },
    ...(number === undefined ? {} : { port: number }),
    ...(portName === undefined ? {} : { portName }),
    at: sharedText(service === undefined ? path() : `${path()}.service`),
  };
}
