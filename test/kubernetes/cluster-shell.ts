// Starts a cluster and runs a command in its network, or a shell: `npm run cluster -- [COMMAND…]`. kubectl and helm are there, as
// are the kinds of the Gateway API (experimental) and of Envoy Gateway, and the images of harness/images.ts. When the command
// has ended, nothing stays.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { startCluster } from './harness/cluster.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { echo, envoy, fairlead } from './harness/images.ts';
import { clusterMissing, tools } from './harness/tools.ts';

const missing = clusterMissing();
if (missing !== false) {
  console.error(`cluster: ${missing}`);
  process.exit(3);
}
const images = [echo(), envoy(), fairlead()];
const cluster = await startCluster({ images });
try {
  await applyDefinitions(cluster, 'experimental', 'envoy-gateway');
  console.error(`cluster: ready; images: ${images.map(image => image.names[0]).join(', ')}`);
  const given = process.argv.slice(2);
  const [program = '', ...args] = [
    ...cluster.machine.network,
    ...(given.length === 0 ? [process.env.SHELL ?? '/bin/bash'] : given),
  ];
  const path = [dirname(tools().kubectl), dirname(tools().helm), process.env.PATH].join(':');
  const command = spawn(program, args, {
    stdio: 'inherit',
    env: { ...process.env, PATH: path, KUBECONFIG: cluster.server.kubeconfig },
  });
  const [code] = await once(command, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await cluster.close();
}
