// A process with a cluster, for tests: once the cluster runs, it prints the name of its folder, and lives on until it is
// killed.
import { startCluster } from './cluster.ts';

const cluster = await startCluster();
console.log(cluster.machine.folder.name);
setInterval(() => {}, 60_000);
