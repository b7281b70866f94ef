import { isHttpProtocol, type ServicePort } from '#model';

/**
 * spokenTo is the protocol that is spoken to the endpoints of a port. Between sidecars requests are multiplexed over HTTP/2,
 * whatever the applications speak; a service outside of the mesh says itself what it speaks.
 */
export function spokenTo({
  protocol,
  outside,
}: Pick<ServicePort, 'protocol' | 'outside'>): 'http1' | 'http2' | 'tcp' {
  return outside ?? (isHttpProtocol(protocol) ? 'http2' : 'tcp');
}
