import type { PathStep } from './annotate.ts';

const plainName = /^[A-Za-z_$][\w$-]*$/;
const longestName = 80;

/** displayPath writes a path for people: `spec.rules[0].name`, `metadata.labels["example.com/app"]`. */
export function displayPath(steps: readonly PathStep[]): string {
  let path = '';
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`;
    else if (step.length > longestName) path += `[${JSON.stringify(`${step.slice(0, longestName)}…`)}]`;
    else if (!plainName.test(step)) path += `[${JSON.stringify(step)}]`;
    else path += path === '' ? step : `.${step}`;
  }
  return path;
}
