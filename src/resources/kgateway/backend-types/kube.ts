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
  /** That of the Backend, where none is written. */
  readonly namespace?: string;
  /** May be left out where the Service has one port. */
  readonly port?: number;
  /** Labels of the pods that are meant, of those that serve it. */
  readonly selector: Readonly<Record<string, string>>;
  /** Where it stands. */
  readonly at: string;
}

/** kube is `kube`, as gloo and early kgateway write it. */
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
