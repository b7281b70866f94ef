import type { Sample } from '#walk';

/** sampleWords writes a sample for people: `GET http://shop.example.com:8080/cart (x-user: a)`, `tls://db.example:443`. */
export function sampleWords(sample: Sample): string {
  switch (sample.kind) {
    case 'request': {
      const { method, authority, path, port, tls, headers } = sample.request;
      const scheme = tls === undefined ? 'http' : 'https';
      const usual = port === (tls === undefined ? 80 : 443) ? '' : `:${port}`;
      const said = headers.map(({ name, value }) => `${name}: ${value}`).join(', ');
      return `${method} ${scheme}://${authority}${usual}${path}${said === '' ? '' : ` (${said})`}`;
    }
    case 'connection': {
      const { port, tls } = sample.connection;
      return tls === undefined ? `tcp://:${port}` : `tls://${tls.serverName ?? ''}:${port}`;
    }
    case 'datagram':
      return `udp://:${sample.port}`;
  }
}
