import { servedKinds } from '#inspect';
import { meshPolicyKinds } from '#resources';

const ids: ReadonlySet<string> = new Set(meshPolicyKinds.map(({ id }) => id));

/** servedPolicies are the kinds of policies of a mesh. */
export const servedPolicies = servedKinds.filter(({ id }) => ids.has(id));
