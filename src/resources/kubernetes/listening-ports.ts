import type { IngressClass } from './ingress-class.ts';

const annotations = { http: 'fairlead.dev/http-port', https: 'fairlead.dev/https-port' } as const;
const usual = { http: 80, https: 443 } as const;

/** ListeningPorts is where a gateway listens that nobody wrote. */
export type ListeningPorts = Readonly<Record<keyof typeof annotations, number>>;

/** listeningPorts are those that a class asks for, or the usual ones. */
export function listeningPorts(ofClass: IngressClass | undefined): ListeningPorts {
  return { http: portOf('http', ofClass) ?? usual.http, https: portOf('https', ofClass) ?? usual.https };
}

/** brokenPorts are annotations of a class that ask for a port and name none. */
export function brokenPorts(ofClass: IngressClass): readonly string[] {
  return (['http', 'https'] as const).flatMap(scheme =>
    annotations[scheme] in ofClass.metadata.annotations && portOf(scheme, ofClass) === undefined
      ? [annotations[scheme]]
      : [],
  );
}

function portOf(scheme: keyof typeof annotations, ofClass: IngressClass | undefined): number | undefined {
  const written = ofClass?.metadata.annotations[annotations[scheme]];
  const port = written !== undefined && /^\d{1,5}$/.test(written) ? Number(written) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}
