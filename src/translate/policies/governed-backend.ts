import type { Collection, Tracker } from '#graph';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type BackendKey, mergeFacets, type Resolution } from '#model';
import type { BackendState } from '../backends/index.ts';
import { sessionOf } from '../routes/session.ts';
import { pointKey } from './point.ts';
import type { PointPolicies, PolicyInForce } from './policies-in-force.ts';
import { rulingOf } from './route-shape.ts';

/** GovernedBackend is that a backend has policies on it: all that an edit of its endpoints leaves as it is. */
export interface GovernedBackend extends BackendPlace {
  readonly backend: BackendKey;
  /** What is in force on it and shapes its uses, and the requests that are sent to it, the most specific point first. */
  readonly policies: readonly PointPolicies[];
  /** It says nowhere itself by whom it is believed. */
  readonly isTrustedByPolicy?: true;
  /** It stands for other backends. */
  readonly isOfGroups?: true;
}

/** GovernedState is such a backend, and what policies make of it. */
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

/** BackendPlace is all that decides which policies are on a backend. */
export interface BackendPlace {
  readonly origin: ResourceKey;
  readonly sections: readonly string[];
  readonly alsoAs: readonly ResourceKey[];
}

/** placeOf is where a backend stands; undefined where no policy could make it usable. */
export function placeOf(state: BackendState): BackendPlace | undefined {
  if (state.kind === 'grouped') return placeOfGroups(state);
  const usable = usableOf(state);
  if (usable === undefined) return undefined;
  const { backend, sections = [], alsoAs = [] } = usable;
  return { origin: backend.origin, sections, alsoAs };
}

/** PoliciesOnBackend are those in force on a backend, the most specific point first. */
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

/** governBackend is a backend as the policies on it have it; undefined where they say nothing that makes a difference. */
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
  const trusted = ruling.some(({ onBackend: { tls } = {} }) => tls !== undefined && !('reason' in tls));
  if (!trusted) return undefined;
  return { governed: { ...governed, isTrustedByPolicy: true }, state: govern(usable, ruling) };
}

/** What is on a Backend of groups shapes the uses of its members, and says nothing of what those are. */
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

/** What policies say of the backend itself is no matter of those who use it: an edit of that re-runs none of them. */
function shapingOnly({ point, policies }: PointPolicies): readonly PointPolicies[] {
  const shaping = policies.filter(isShaping).map(({ onBackend: _, ...policy }) => policy);
  return shaping.length === 0 ? [] : [{ point, policies: shaping }];
}

function isShaping({ shapesBackends, route }: PolicyInForce): boolean {
  return shapesBackends || route !== undefined;
}

/** Where nobody names what a client is given, it has a name of the backend's own, as two do not have the same endpoints. */
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
  // Nobody is sent to, and what is meant for it fails, while it stays known who refers to it.
  if ('reason' in tls) {
    return { ...state, backend: { ...backend, discovery: 'assigned', endpoints: [] }, problem: tls };
  }
  // What a policy does not speak of (the key pair that is shown, versions) is the backend's own to say.
  const expected = state.expectedNames === undefined ? {} : { subjectAltNames: state.expectedNames };
  const merged = { ...expected, ...backend.tls, ...tls };
  const protocol = state.isProtocolOpen && merged.alpn?.length !== 0 ? 'auto' : backend.protocol;
  // Who has it said that a backend is to be believed wants no plain text to it.
  const { hasPlainEndpoints: _, ...secured } = backend;
  return { ...state, backend: { ...secured, tls: merged, protocol } };
}
