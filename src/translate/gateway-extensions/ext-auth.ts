import type { AskedService, ExtAuth } from '#model';
import type { GatewayExtension } from '#resources';
import { headerEdit } from '../header-edit.ts';
import { given } from '../policies/given.ts';
import type { CallContext } from '../policies/policy-kind.ts';
import type { SectionProblem } from '../policies/section-problem.ts';
import { calledByExtension, calledByGrpc } from './called-by-extension.ts';
import { type BrokenExtension, broken, type ExtensionMeaning } from './extension-state.ts';

type Written = NonNullable<GatewayExtension['spec']['extAuth']>;

const path = 'spec.extAuth';
/** Envoy's default for a service of gRPC, and kgateway's for one of HTTP; ms. */
const defaultTimeout = { grpc: 200, http: 2000 };

/** extAuthOf finds the service that decides which requests may pass. */
export function extAuthOf(
  written: Written,
  extension: GatewayExtension,
  context: CallContext,
): ExtensionMeaning | BrokenExtension {
  const service = serviceOf(written, extension, context);
  const { failOpen, headersToForward, withRequestBody, statusOnError, clearRouteCache } = written;
  if ('problem' in service) return { ...broken(service.problem), ...(failOpen ? { failsOpen: true } : {}) };
  const timeout = (written.grpcService ?? written.httpService)?.requestTimeout;
  const value: ExtAuth = {
    service,
    ...given({
      toldHeaders: headersToForward.length === 0 ? undefined : lowered(headersToForward),
      toldBody: withRequestBody && toldBodyOf(withRequestBody),
    }),
    toldContext: {},
    timeout: timeout ?? defaultTimeout[service.kind],
    failsOpen: failOpen,
    errorStatus: statusOnError,
    recomputesRoute: clearRouteCache,
  };
  return { kind: 'extAuth', value };
}

/** toldBodyOf reads what the service is told of a request's body. */
export function toldBodyOf({
  maxRequestBytes: bytes,
  allowPartialMessage,
  packAsBytes,
}: NonNullable<Written['withRequestBody']>): NonNullable<ExtAuth['toldBody']> {
  return {
    bytes,
    ...(allowPartialMessage ? { allowsPart: true } : {}),
    ...(packAsBytes ? { isBinary: true } : {}),
  };
}

function serviceOf(
  { grpcService, httpService }: Written,
  extension: GatewayExtension,
  context: CallContext,
): AskedService | { readonly problem: SectionProblem } {
  if (httpService === undefined) {
    if (grpcService === undefined) throw new Error('the schema asks for one of the two');
    const found = calledByGrpc(grpcService, `${path}.grpcService`, extension, context);
    return 'problem' in found ? found : { kind: 'grpc', ...found };
  }
  const found = calledByExtension(httpService, `${path}.httpService`, extension, context);
  if ('problem' in found) return found;
  const { pathPrefix, authorizationRequest, authorizationResponse } = httpService;
  const { headersToBackend = [], headersToClient, headersToClientOnSuccess } = authorizationResponse ?? {};
  const added = Object.entries(authorizationRequest?.headersToAdd ?? {});
  return {
    kind: 'http',
    ...found,
    headersToBackend: lowered(headersToBackend),
    ...given({
      pathPrefix,
      headersToClient: headersToClient && lowered(headersToClient),
      headersToClientOnSuccess: headersToClientOnSuccess && lowered(headersToClientOnSuccess),
      addedHeaders:
        added.length === 0
          ? undefined
          : headerEdit({ set: added.map(([name, value]) => ({ name, value })), add: [], remove: [] }),
    }),
  };
}

function lowered(names: readonly string[]): string[] {
  return names.map(name => name.toLowerCase());
}
