import type { Collection, Tracker } from '#graph';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type BackendKey, mergeFacets, type Resolution } from '#model';
import type { BackendState } from '../backends/index.ts';
import { sessionOf } from '../routes/session.ts';
import { pointKey } from './point.ts';
import type { PointPolicies, PolicyInForce } from './policies-in-force.ts';
import { rulingOf } from './route-shape.ts';

/** GovernedBackend says that a backend has policies on it; it holds only what an edit of the endpoints does not change. */
export interface GovernedBackend extends BackendPlace {
  readonly backend: BackendKey;
  /** The policies in force on it that shape its uses, or the requests that are sent to it; the most specific point first. */
  readonly policies: readonly PointPolicies[];
  /** Its own TLS does not say which authorities to trust; a policy does. */
  readonly isTrustedByPolicy?: true;
  /** It stands for other backends. */
  readonly isOfGroups?: true;
}

/** GovernedState is such a backend, and its state as changed by the policies. */
export interface GovernedState {
  readonly governed: GovernedBackend;
  readonly state: BackendState;
}

/** resolutionOn is how policies on a backend itself have its names looked up. */
export function resolutionOn(
  backend: ResourceKey,
  inForce: Collection<PointPolicies>,
  track: Tracker,
): Resolution {
  const ruling = rulingOf([track.fetch(inForce, backend)]);
  const said = ruling.flatMap(({ onBackend: { resolution } = {} }) =>
    resolution === undefined ? [] : [{ resolution }],
  );
  return mergeFacets(...said).resolution ?? {};
}

/** BackendPlace is everything that decides which policies are on a backend. */
export interface BackendPlace {
  readonly origin: ResourceKey;
  readonly sections: readonly string[];
  readonly alsoAs: readonly ResourceKey[];
}

/** placeOf is the place of a backend; undefined where no policy could make it usable. */
export function placeOf(state: BackendState): BackendPlace | undefined {
  if (state.kind === 'grouped') return placeOfGroups(state);
  const usable = usableOf(state);
  if (usable === undefined) return undefined;
  const { backend, sections = [], alsoAs = [] } = usable;
  return { origin: backend.origin, sections, alsoAs };
}

/** PoliciesOnBackend are the policies in force on a backend, the most specific point first. */
export interface PoliciesOnBackend {
  readonly chain: readonly PointPolicies[];
}

/** policiesOn looks up the policies on a backend; undefined where there are none. */
export function policiesOn(
  { origin, sections, alsoAs }: BackendPlace,
  inForce: Collection<PointPolicies>,
  track: Tracker,
): PoliciesOnBackend | undefined {
  const objects = [origin, ...alsoAs];
  const parts = objects.flatMap(object => sections.map(section => pointKey(object, section)));
  const points = [...parts, ...objects];
  const chain = points.flatMap(point => track.fetch(inForce, point) ?? []);
  return chain.length === 0 ? undefined : { chain };
}

/** governBackend applies the policies on a backend; undefined where they make no difference. */
export function governBackend(state: BackendState, { chain }: PoliciesOnBackend): GovernedState | undefined {
  if (state.kind === 'grouped') return governGroups(state, chain);
  const usable = usableOf(state);
  if (usable === undefined) return undefined;
  const { key, origin } = usable.backend;
  const ruling = rulingOf(chain);
  const policies = chain.flatMap(shapingOnly);
  const { sections = [], alsoAs = [] } = usable;
  const governed = { backend: key, origin, sections, alsoAs, policies };
  if (state.kind === 'usable') return { governed, state: govern(state, ruling) };
  // Where the policy itself cannot be met, that is what is wrong, and not the Backend.
  if (!ruling.some(({ onBackend: { tls } = {} }) => tls !== undefined)) return undefined;
  return { governed: { ...governed, isTrustedByPolicy: true }, state: govern(usable, ruling) };
}

/** Policies on a Backend of groups shape how its members are used, and change nothing of the members themselves. */
function governGroups(state: Grouped, chain: readonly PointPolicies[]): GovernedState {
  const policies = chain.flatMap(shapingOnly);
  const { key, groups } = state;
  return {
    governed: { ...placeOfGroups(state), backend: key, policies, isOfGroups: true },
    state: policies.length === 0 ? state : { ...state, groups: { ...groups, isGoverned: true } },
  };
}

function placeOfGroups({ groups }: Grouped): BackendPlace {
  return { origin: resourceKey(groups.by), sections: [], alsoAs: [] };
}

type Grouped = Extract<BackendState, { kind: 'grouped' }>;

function usableOf(state: Exclude<BackendState, Grouped>): Usable | undefined {
  return state.kind === 'usable' ? state : state.ifTrusted;
}

/** What policies say of the backend itself is left out, as its users need not know: an edit of that re-runs none of them. */
function shapingOnly({ point, policies }: PointPolicies): readonly PointPolicies[] {
  const shaping = policies.filter(isShaping).map(({ onBackend: _, ...policy }) => policy);
  return shaping.length === 0 ? [] : [{ point, policies: shaping }];
}

function isShaping({ shapesBackends, route }: PolicyInForce): boolean {
  return shapesBackends || route !== undefined;
}

/** Without a written name, the cookie or header gets one of the backend's own, as two backends do not have the same endpoints. */
function withSession(state: Usable, ruling: readonly PolicyInForce[]): Usable {
  const written = ruling.find(({ onBackend }) => onBackend?.session !== undefined)?.onBackend?.session;
  const session = sessionOf(written, state.backend.key);
  return session === undefined ? state : { ...state, session };
}

type Usable = Extract<BackendState, { kind: 'usable' }>;

function govern(ungoverned: Usable, ruling: readonly PolicyInForce[]): BackendState {
  const policies = ruling.filter(isShaping).map(({ policy }) => policy);
  const state = withSession(policies.length === 0 ? ungoverned : { ...ungoverned, policies }, ruling);
  const { backend } = state;
  const tls = ruling.find(({ onBackend }) => onBackend?.tls !== undefined)?.onBackend?.tls;
  if (tls === undefined) return state;
  // The backend has no endpoints, so requests for it fail; who refers to it stays known.
  if ('reason' in tls) {
    return { ...state, backend: { ...backend, discovery: 'assigned', endpoints: [] }, problem: tls };
  }
  // What a policy leaves open (the client certificate, versions) is taken from the backend's own TLS.
  const expected = state.expectedNames === undefined ? {} : { subjectAltNames: state.expectedNames };
  const merged = { ...expected, ...backend.tls, ...tls };
  const protocol = state.isProtocolOpen && merged.alpn?.length !== 0 ? 'auto' : backend.protocol;
  // A policy that has a backend verified allows no plain text to any of its endpoints.
  const { hasPlainEndpoints: _, ...secured } = backend;
  return { ...state, backend: { ...secured, tls: merged, protocol } };
}
