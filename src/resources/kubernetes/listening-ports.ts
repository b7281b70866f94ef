import type { IngressClass } from './ingress-class.ts';

const annotations = { http: 'fairlead.dev/http-port', https: 'fairlead.dev/https-port' } as const;
const usual = { http: 80, https: 443 } as const;

/** ListeningPorts are the ports of a Gateway that nobody wrote, which serves Ingresses. */
export type ListeningPorts = Readonly<Record<keyof typeof annotations, number>>;

/** listeningPorts are the ports that an IngressClass asks for, or the default ones. */
export function listeningPorts(ofClass: IngressClass | undefined): ListeningPorts {
  return { http: portOf('http', ofClass) ?? usual.http, https: portOf('https', ofClass) ?? usual.https };
}

/** brokenPorts are the annotations of an IngressClass that should name a port but do not. */
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
