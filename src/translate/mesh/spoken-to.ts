import { isHttpProtocol, type ServicePort } from '#model';

/**
 * spokenTo is what is spoken to whoever serves a port. Whatever an application speaks, one sidecar multiplexes its requests to
 * another over HTTP/2; who is outside of the mesh says what is spoken there.
 */
export function spokenTo({
  protocol,
  outside,
}: Pick<ServicePort, 'protocol' | 'outside'>): 'http1' | 'http2' | 'tcp' {
  return outside ?? (isHttpProtocol(protocol) ? 'http2' : 'tcp');
}
