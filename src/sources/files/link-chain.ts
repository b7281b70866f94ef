import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, parse } from 'node:path';

/** Step is one name that a path goes through, in a directory free of links. */
export interface Step {
  readonly directory: string;
  readonly name: string;
}

/** As many links as Linux follows. */
const maxLinks = 40;

/**
 * followLinks walks along `path`, which is absolute, through every link. `steps` are all the names on the way, including the
 * name where it ends when something is missing: a watch on each of them notices whatever could lead the path elsewhere. A
 * ConfigMap mount needs just that: `x.yaml -> ..data/x.yaml`, `..data -> ..2024_1`, and only `..data` is ever replaced.
 */
export function followLinks(path: string): Step[] {
  const steps: Step[] = [];
  const { root } = parse(path);
  // Names still to go through, the next one last.
  const ahead = path.slice(root.length).split('/').reverse();
  let directory = root;
  let links = 0;
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      directory = dirname(directory);
      continue;
    }
    steps.push({ directory, name });
    const here = join(directory, name);
    const target = linkTarget(here);
    if (target === 'missing' || (target !== undefined && ++links > maxLinks)) return steps;
    if (target === undefined) {
      directory = here;
    } else {
      ahead.push(...target.split('/').reverse());
      if (isAbsolute(target)) directory = root;
    }
  }
  return steps;
}

function linkTarget(path: string): string | 'missing' | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return 'missing';
  }
}
