import { type Backend, type BackendFacets, mergeFacets } from '#model';

/**
 * useFacets is all that shapes a use of a backend. What is said of the backend goes before what policies say of the use
 * (`ofUse`); what a Service asks for by itself comes last.
 */
export function useFacets({ facets = {}, zones }: Backend, ofUse: BackendFacets): BackendFacets {
  return mergeFacets(facets, ofUse, zones === undefined ? {} : { loadBalancing: { zones } });
}
