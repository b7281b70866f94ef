// What suites need that call AWS (`x.aws.test.ts`): moto, which answers in its stead on this machine, and with it botocore, AWS's
// own, by which signatures are checked. `npm test` makes it where such a suite runs.
import { fileURLToPath } from 'node:url';
import { pathOfEnvironment, pythonEnvironment } from './python-environment.mjs';

const requirements = ['moto==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.5'];

/** Where its programs are. */
export const awsEnvironment = pathOfEnvironment(requirements);

export function setupAws() {
  pythonEnvironment(requirements);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setupAws();
