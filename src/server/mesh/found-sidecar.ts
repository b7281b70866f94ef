import type { Sidecar } from '#model';
import { sidecarKey } from '#model';
import type { Answer } from '../answer.ts';
import { problem } from '../problem.ts';
import type { Asked, Question } from '../question.ts';

/**
 * ofDataplane answers a question about the Dataplane that a path names by `:mesh` and `:name`. Where there is none, or where
 * its mesh does not admit it, it says so.
 */
export function ofDataplane(answer: (sidecar: Sidecar, asked: Asked) => Answer | Promise<Answer>) {
  return ((asked: Asked) => {
    const { mesh = '', name = '' } = asked.segments;
    const { introspection } = asked;
    const key = sidecarKey(mesh, name);
    const sidecar = introspection.mesh.sidecar(key);
    if (sidecar !== undefined) return answer(sidecar, asked);
    const title = 'Could not retrieve a resource';
    if (introspection.object(key) === undefined)
      return problem(404, title, `Not found: there is no Dataplane ${JSON.stringify(name)} in mesh ${mesh}`);
    const [first] = introspection.findingsOf(key);
    const why = first === undefined ? 'its mesh does not admit it' : first.message;
    return problem(409, title, `the Dataplane ${JSON.stringify(name)} is not in force: ${why}`);
  }) satisfies Question['answer'];
}
