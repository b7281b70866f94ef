import type { Command } from 'commander';
import { byPlace, findResource, type LocatedFinding, locateFinding } from '#inspect';
import { Fault } from '#lib/fault.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { type AnyResource, kinds } from '#resources';
import { type Evaluation, evaluate } from '../main/evaluation.ts';
import { locateBy } from '../main/locate.ts';
import { addClusterFlags, type ClusterFlags } from './cluster-flags.ts';
import { addPolicyFlags, type PolicyFlags, readPolicy } from './policy-flags.ts';
import { type Manifests, readManifests } from './read-manifests.ts';

/** EvaluationFlags are the flags of every command that evaluates files, or a cluster, without running anything. */
export interface EvaluationFlags extends PolicyFlags, ClusterFlags {
  readonly filename?: readonly string[];
}

/** addEvaluationFlags gives a command `-f PATH…`, `--kubernetes`, and the flags for what Backends may name. */
export function addEvaluationFlags(command: Command): Command {
  command.option(
    '-f, --filename <path...>',
    'files or directories with manifests (.yaml, .yml, .json); - is standard input',
  );
  addClusterFlags(command, 'read the objects of a Kubernetes cluster; those of -f replace them');
  return addPolicyFlags(command, { addresses: 'none', sockets: 'any' });
}

/** EvaluatedManifests is the evaluation of some files, with findings in the order in which they stand there. */
export interface EvaluatedManifests extends Evaluation {
  readonly findings: readonly LocatedFinding[];
  /** The number of objects in force. */
  readonly objects: number;
  readonly show: Manifests['show'];
  /** The resource in force under a key. */
  resource(key: ResourceKey): AnyResource | undefined;
}

/** evaluateManifests reads what the flags name once, and runs it through the pipeline. */
export async function evaluateManifests(flags: EvaluationFlags): Promise<EvaluatedManifests> {
  const { filename: paths = [] } = flags;
  if (paths.length === 0 && flags.kubernetes !== true)
    throw new Fault('usage', 'there is nothing to look at: give -f PATH, --kubernetes, or both');
  const policy = readPolicy(flags);
  const manifests = await readManifests(paths, flags);
  try {
    const evaluation = await evaluate(manifests.source, policy);
    const { inputs, status } = evaluation.pipeline;
    const locate = locateBy(evaluation.origin);
    return {
      ...evaluation,
      findings: [...status.findings.entries()]
        .flatMap(([key, findings]) => findings.map(finding => locateFinding(key, finding, locate)))
        .sort(byPlace),
      objects: kinds.reduce((sum, kind) => sum + inputs.of(kind.id).size, 0),
      show: manifests.show,
      resource: key => findResource(inputs.of, key),
    };
  } finally {
    manifests.close();
  }
}
