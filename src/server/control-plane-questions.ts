import { refuse } from './answer.ts';
import { kumaConfig } from './kuma-config.ts';
import { kumaIndex } from './kuma-index.ts';
import { globalInsight, meshInsights, serviceInsights } from './kuma-insights.ts';
import { policyTypes, resourceTypes } from './kuma-resource-types.ts';
import { all, data, type Question } from './question.ts';

/** There is one zone, and it has no objects of its own: proxies of other zones' borders are not known here. */
const none = ['/zones', '/zoneingresses', '/zoneegresses'];

/** controlPlaneQuestions are what Kuma's tools and pages ask about the control plane as a whole. */
export const controlPlaneQuestions: readonly Question[] = [
  { path: '/', answer: () => data(kumaIndex) },
  { path: '/config', answer: ({ store }) => data(kumaConfig(store !== undefined)) },
  {
    path: '/who-am-i',
    answer: ({ caller }) => {
      const group = (name: string) => `mesh-system:${name}`;
      if (caller === undefined) return data({ name: group('anonymous'), groups: [group('unauthenticated')] });
      const groups = [...(caller.mayChange ? [group('admin')] : []), group('authenticated')];
      return data({ name: caller.name, groups });
    },
  },
  { path: '/_resources', answer: () => data(resourceTypes()) },
  { path: '/policies', answer: () => data(policyTypes()) },
  ...none.flatMap(path =>
    [path, `${path}/_overview`, `${path}+insights`].map(one => ({ path: one, answer: () => all([]) })),
  ),
  {
    path: '/global-insight',
    answer: ({ introspection }) => data(globalInsight(introspection, new Date().toISOString())),
  },
  { path: '/mesh-insights', answer: ({ introspection }) => all(meshInsights(introspection)) },
  {
    path: '/mesh-insights/:name',
    answer: ({ segments: { name = '' }, introspection }) => {
      const [found] = meshInsights(introspection, name);
      return found === undefined ? refuse(404, `there is no mesh ${name}`) : data(found);
    },
  },
  {
    path: '/meshes/:mesh/service-insights',
    answer: ({ segments: { mesh = '' }, introspection }) => all(serviceInsights(introspection, mesh)),
  },
];
