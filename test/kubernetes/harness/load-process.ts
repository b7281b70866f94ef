// A steady load that runs until its input ends, and then prints its result: see load.ts.
import { once } from 'node:events';
import { type LoadTarget, startLoad } from '../../harness/steady-load.ts';

const load = startLoad(JSON.parse(process.argv[2] ?? '') as LoadTarget);
process.stdin.resume();
await once(process.stdin, 'end');
process.stdout.write(JSON.stringify(await load.stop()));
