import { isHttpProtocol, type ServiceProtocol } from '#model';

/** Whatever an application speaks, one sidecar multiplexes its requests to another over HTTP/2. */
export function spokenTo(protocol: ServiceProtocol): 'http2' | 'tcp' {
  return isHttpProtocol(protocol) ? 'http2' : 'tcp';
}
