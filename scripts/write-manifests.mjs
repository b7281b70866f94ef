// Writes what of deploy/ is made of other things: definitions of our own kinds, of their schemas, and the manifests that the chart makes
// with nothing set: `npm run manifests`.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownManifests } from '../src/cli/chart/own-manifests.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'deploy');
for (const [path, make] of ownManifests()) writeFileSync(join(folder, path), make());
