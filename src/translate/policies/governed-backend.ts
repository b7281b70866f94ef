import type { Collection, Tracker } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { type BackendKey, mergeFacets, type Resolution } from '#model';
import type { BackendState } from '../backends/index.ts';
import { sessionOf } from '../routes/session.ts';
import { pointKey } from './point.ts';
import type { PointPolicies, PolicyInForce } from './policies-in-force.ts';
import { rulingOf } from './route-shape.ts';

/** GovernedBackend is a backend that has policies on it, as they have it. */
export interface GovernedBackend {
  readonly backend: BackendKey;
  readonly origin: ResourceKey;
  readonly section?: string;
  readonly state: BackendState;
  /** What is in force on it and shapes its uses, and the requests that are sent to it, the most specific point first. */
  readonly policies: readonly PointPolicies[];
  /** It says nowhere itself by whom it is believed. */
  readonly isTrustedByPolicy?: true;
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
  readonly section?: string;
}

/** placeOf is where a backend stands; undefined where no policy could make it usable. */
export function placeOf(state: BackendState): BackendPlace | undefined {
  const usable = usableOf(state);
  if (usable === undefined) return undefined;
  const { backend, section } = usable;
  return { origin: backend.origin, ...(section === undefined ? {} : { section }) };
}

/** PoliciesOnBackend are those in force on a backend, the most specific point first. */
export interface PoliciesOnBackend {
  readonly chain: readonly PointPolicies[];
}

/** policiesOn looks up the policies on a backend; undefined where there are none. */
export function policiesOn(
  { origin, section }: BackendPlace,
  inForce: Collection<PointPolicies>,
  track: Tracker,
): PoliciesOnBackend | undefined {
  const points = [...(section === undefined ? [] : [pointKey(origin, section)]), origin];
  const chain = points.flatMap(point => track.fetch(inForce, point) ?? []);
  return chain.length === 0 ? undefined : { chain };
}

/** governBackend is a backend as the policies on it have it; undefined where they say nothing that makes a difference. */
export function governBackend(
  state: BackendState,
  { chain }: PoliciesOnBackend,
): GovernedBackend | undefined {
  const usable = usableOf(state);
  if (usable === undefined) return undefined;
  const { key, origin } = usable.backend;
  const section = usable.section === undefined ? {} : { section: usable.section };
  const ruling = rulingOf(chain);
  const policies = chain.flatMap(shapingOnly);
  const own = { backend: key, origin, ...section, policies };
  if (state.kind === 'usable') return { ...own, state: govern(state, ruling) };
  const trusted = ruling.some(({ onBackend: { tls } = {} }) => tls !== undefined && !('reason' in tls));
  if (!trusted) return undefined;
  return { ...own, state: govern(usable, ruling), isTrustedByPolicy: true };
}

function usableOf(state: BackendState): Usable | undefined {
  return state.kind === 'unusable' ? state.ifTrusted : state;
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
  const merged = { ...backend.tls, ...tls };
  const protocol = state.isProtocolOpen && merged.alpn?.length !== 0 ? 'auto' : backend.protocol;
  // Who has it said that a backend is to be believed wants no plain text to it.
  const { hasPlainEndpoints: _, ...secured } = backend;
  return { ...state, backend: { ...secured, tls: merged, protocol } };
}
