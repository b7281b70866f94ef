import { type Words, within } from '../../../reference/words.ts';
import { topLevelWords, toWords } from './parts.ts';

export const meshHealthCheckWords: Words = {
  '': 'Has each proxy check the health of the endpoints that it calls, by the protocol of their port.',
  ...topLevelWords,
  ...toWords,
  ...within('spec.to[].default', {
    interval: 'Time between two checks; left out: 1m.',
    timeout: 'How long the answer to a check may take; left out: 15s.',
    unhealthyThreshold: 'Failures in a row after which an endpoint is unhealthy; left out: 5.',
    healthyThreshold: 'Successes in a row after which it is healthy again; left out: 1.',
    initialJitter: 'Maximum random delay before the first check.',
    intervalJitter: 'Maximum random time that is added to each interval.',
    intervalJitterPercent: 'The same, in percent of the interval.',
    noTrafficInterval: 'Time between two checks while the service has had no traffic; left out: `interval`.',
    healthyPanicThreshold:
      'Panic threshold: below this percentage of healthy endpoints all are used, whatever their health. Left out: 50.',
    failTrafficOnPanic: 'Whether requests fail below the panic threshold, instead of using all endpoints.',
    eventLogPath:
      'File beside the proxy, such as `/dev/stdout`, in which changes of health are logged; left out: none.',
    alwaysLogHealthCheckFailures: 'Logs every failed check there, and not changes alone.',
    reuseConnection: 'Whether the connection is kept from one check to the next; left out: true.',
    tcp: 'TCP check, for ports that speak neither HTTP nor gRPC.',
    'tcp.disabled': 'Turns the TCP check off.',
    'tcp.send': 'Payload to send, in base64; left out: it is enough to connect.',
    'tcp.receive': 'Payloads that the answer must contain, in this order, in base64.',
    http: 'HTTP check, for ports that speak HTTP.',
    'http.disabled': 'Turns the HTTP check off; the TCP check takes its place.',
    'http.path': 'Path of the request; left out: `/`.',
    'http.requestHeadersToAdd': 'Headers to add to the request.',
    'http.requestHeadersToAdd.set[]': 'Headers with their values, in place of those of the same name.',
    'http.requestHeadersToAdd.add[]': 'Headers with their values, beside those of the same name.',
    'http.requestHeadersToAdd.set[].name': 'Name of the header.',
    'http.requestHeadersToAdd.set[].value': 'Value of the header.',
    'http.expectedStatuses': 'Status codes that count as healthy; left out: 200.',
    grpc: 'gRPC check (the standard health service), for ports that speak gRPC.',
    'grpc.disabled': 'Turns the gRPC check off; the TCP check takes its place.',
    'grpc.serviceName':
      'Name of the service whose health is asked for; left out: that of the server as a whole.',
    'grpc.authority': 'Authority (host) of the call.',
  }),
};
