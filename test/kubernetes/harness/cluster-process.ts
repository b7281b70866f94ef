// A process that has a cluster, whose name server is a pod that runs, tells the name of its folder, and lives on until it is killed.
import { startCluster } from './cluster.ts';

const cluster = await startCluster();
console.log(cluster.machine.folder.name);
setInterval(() => {}, 60_000);
