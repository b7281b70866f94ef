import { Type } from 'typebox';
import { sharedText } from '#lib/kept-text.ts';
import { objectName, portNumber } from '../../gateway-api/fields.ts';
import { labelKey, labelValue, namespaceName } from '../../names.ts';
import { converted } from '../../schema/annotate.ts';
import { mapOf } from '../../schema/map-of.ts';

/** KubeService is a port of a Service of Kubernetes. */
export interface KubeService {
  readonly kind: 'kube';
  readonly service: string;
  /** Absent: the Backend's own namespace. */
  readonly namespace?: string;
  /** May be absent where the Service has a single port. */
  readonly port?: number;
  /** Labels that select some of the Service's pods. */
  readonly selector: Readonly<Record<string, string>>;
  /** The path where it is written. */
  readonly at: string;
}

/** kube is `kube`, in the form of gloo and early kgateway. */
export const kube = converted(
  Type.Object(
    {
      serviceName: objectName,
      serviceNamespace: Type.Optional(namespaceName),
      servicePort: Type.Optional(portNumber),
      selector: mapOf(labelKey, labelValue, 64),
    },
    { '~unserved': ['subsetSpec', 'serviceSpec'] },
  ),
  ({ serviceName, serviceNamespace, servicePort, selector }, _, path): KubeService => ({
    kind: 'kube',
    service: serviceName,
    ...(serviceNamespace === undefined ? {} : { namespace: serviceNamespace }),
    ...(servicePort === undefined ? {} : { port: servicePort }),
    selector,
    at: sharedText(path()),
  }),
);
