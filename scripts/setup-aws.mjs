// What suites need that call AWS (`x.aws.test.ts`): moto, which stands in for AWS on this machine, and with it botocore,
// AWS's own library, which checks signatures. `npm test` sets it up where such a suite runs.
import { fileURLToPath } from 'node:url';
import { pathOfEnvironment, pythonEnvironment } from './python-environment.mjs';

const requirements = ['moto==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.5'];

/** The folder of the environment that has its programs. */
export const awsEnvironment = pathOfEnvironment(requirements);

export function setupAws() {
  pythonEnvironment(requirements);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setupAws();
