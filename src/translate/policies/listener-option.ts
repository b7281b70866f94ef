import { resourceKey } from '#lib/resource-ref.ts';
import type { AccessLog } from '#model';
import type { ListenerOption, WrittenOptionLogs } from '#resources';
import { given, unlessEmpty } from './given.ts';
import { fileLog } from './kgateway/file-log.ts';
import type { PolicyKind } from './policy-kind.ts';

/** ListenerOption of gloo: how listeners take connections, and where they are recorded. */
export const listenerOption: PolicyKind<ListenerOption> = {
  id: 'gloo/ListenerOption',
  group: 'gateway.solo.io',
  kind: 'ListenerOption',
  targets: ['gateway'],
  guards: 'listeners',
  isTogether: true,
  translate({ ref, spec: { options } }) {
    const { accessLoggingService, listenerAccessLoggingService, proxyProtocol } = options ?? {};
    const origin = resourceKey(ref);
    const logs = [
      ...logsOf(accessLoggingService, 'route', origin),
      ...logsOf(listenerAccessLoggingService, 'listener', origin),
    ];
    return {
      listener: given({
        accessLogs:
          (accessLoggingService ?? listenerAccessLoggingService) === undefined ? undefined : { logs },
        announced: proxyProtocol && { optional: proxyProtocol.allowRequestsWithoutProxyProtocol },
        connections: unlessEmpty(given({ bufferLimit: options?.perConnectionBufferLimitBytes })),
      }),
    };
  },
};

function logsOf(
  written: WrittenOptionLogs | undefined,
  writer: AccessLog['writer'],
  origin: AccessLog['origin'],
): AccessLog[] {
  return (written?.accessLog ?? []).flatMap(({ fileSink }) =>
    fileSink === undefined ? [] : [{ origin, ...given({ writer }), conditions: [], sink: fileLog(fileSink) }],
  );
}
