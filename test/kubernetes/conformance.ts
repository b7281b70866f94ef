// Runs the conformance suite of the Gateway API on a cluster of its own, against the control plane that is deployed there:
//
//     npm run conformance -- [--apply FILE…] [--gateway-class NAME] [--report FILE] [-- FLAG…]
//
// `--apply` names manifests of the control plane, in place of those of harness/manifests.ts; they may use the images of
// harness/images.ts. When it has accepted the GatewayClass, the suite takes from that one's status which features are supported.
// Flags after `--` are the suite's own, such as `-run-test HTTPRouteWeight`. What it says goes to `.cache/conformance.log`; here
// it tells which test begins, and in the end which failed or were skipped. The report of a whole run is the one that
// `conformance/` keeps; with manifests or flags of the suite it goes to `.cache/`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startCluster } from './harness/cluster.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { echo, envoy, fairlead } from './harness/images.ts';
import { controlPlane, gatewayClass, runningGateways } from './harness/manifests.ts';
import { clusterMissing, tools } from './harness/tools.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  readonly version: string;
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    apply: { type: 'string', multiple: true, default: [] },
    'gateway-class': { type: 'string', default: 'fairlead' },
    report: { type: 'string' },
  },
});

const missing = clusterMissing();
if (missing !== false) {
  console.error(`conformance: ${missing}`);
  process.exit(3);
}
const kept = `conformance/experimental-${version}-default-report.yaml`;
const isWhole = positionals.length === 0 && values.apply.length === 0;
const report = resolve(values.report ?? join(repository, isWhole ? kept : '.cache/conformance.yaml'));
mkdirSync(dirname(report), { recursive: true });
const cluster = await startCluster({ images: [echo(), envoy(), fairlead()] });
try {
  await applyDefinitions(cluster, 'experimental');
  if (values.apply.length === 0) await cluster.apply(...controlPlane(runningGateways), gatewayClass);
  for (const file of values.apply)
    await cluster.kubectl(['apply', '--server-side', `--filename=${resolve(file)}`]);
  const accepted = ['--for=condition=Accepted', '--timeout=120s'];
  await cluster.kubectl(['wait', `gatewayclass/${values['gateway-class']}`, ...accepted]);
  process.exitCode = await runSuite();
} catch (error) {
  console.error(`conformance: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  await cluster.close();
}

async function runSuite(): Promise<number> {
  const profiles = ['HTTP', 'GRPC', 'TLS', 'TCP', 'UDP'].map(name => `GATEWAY-${name}`);
  const flags = {
    'gateway-class': values['gateway-class'],
    'conformance-profiles': profiles.join(','),
    'report-output': report,
    // One that a Service may have beside its own, in the network of the machine, and one that the API server lets none have.
    'usable-address': '10.77.0.200',
    'unusable-address': '169.254.1.1',
    organization: 'fairlead',
    project: 'fairlead',
    url: 'https://fairlead.dev',
    version,
    contact: 'https://fairlead.dev',
  };
  const [program = '', ...args] = [
    ...cluster.machine.network,
    join(tools().conformance, 'conformance'),
    '-test.v',
    '-test.timeout=60m',
    ...Object.entries(flags).map(([name, value]) => `-${name}=${value}`),
    ...positionals,
  ];
  const log = join(repository, '.cache/conformance.log');
  const suite = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, KUBECONFIG: cluster.server.kubeconfig },
  });
  const ended = once(suite, 'close');
  suite.stdout.pipe(createWriteStream(log));
  for await (const line of createInterface({ input: suite.stdout })) {
    if (/^=== RUN +TestConformance\/[^/]+$|^ {4}--- (?:FAIL|SKIP)/.test(line)) console.log(line);
  }
  const [code] = await ended;
  console.log(code === 0 ? `passed: ${report}` : `failed; what was said: ${log}`);
  return code ?? 1;
}
