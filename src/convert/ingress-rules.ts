import { localZone, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import type { IngressRule } from '#resources';
import type { RuleMeaning } from './annotations/index.ts';
import type { KnownObjects } from './known-objects.ts';
import { written } from './written-fields.ts';

/** toTlsRule redirects to TLS as ingress-nginx does, which keeps the method. */
export const toTlsRule = {
  filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 308 } }],
};

/** rootRule redirects requests for `/`. */
export function rootRule(root: string) {
  const path = { type: 'ReplaceFullPath', replaceFullPath: root };
  return {
    matches: [{ path: { type: 'Exact', value: '/' } }],
    filters: [{ type: 'RequestRedirect', requestRedirect: { path, statusCode: 302 } }],
  };
}

/** ruleOf writes one rule of an Ingress, with what annotations say about it. */
export function ruleOf(
  { path, backendRefs }: IngressRule,
  { match, filters = [], rewrite, redirect }: RuleMeaning,
  ref: ResourceRef,
  known: KnownObjects,
) {
  const type = path.type === 'Prefix' ? 'PathPrefix' : path.type;
  const matches = [{ path: match ?? { type, value: path.value } }];
  if (redirect !== undefined)
    return { matches, filters: [...filters, { type: 'RequestRedirect', requestRedirect: redirect }] };
  return written({
    matches,
    filters: [...filters, ...(rewrite === undefined ? [] : [{ type: 'URLRewrite', urlRewrite: rewrite }])],
    backendRefs: backendRefs.map(one => {
      const { group, kind, name } = one;
      const isService = group === '' && kind === 'Service';
      const port = portOf(one, ref, known);
      return { ...(isService ? {} : { group, kind }), name, ...(isService ? { port } : {}) };
    }),
  });
}

/** portOf is the port of a backend, looked up if it is given by name; 0 where the backend has none, undefined where the name is unknown. */
export function portOf(
  { group, kind, name, port, portName }: IngressRule['backendRefs'][number],
  { namespace }: ResourceRef,
  { services }: KnownObjects,
): number | undefined {
  if (portName === undefined) return port ?? 0;
  const service = services.get(resourceKey({ group, kind, zone: localZone, namespace, name }));
  return service?.spec.ports.find(one => one.name === portName)?.port;
}
