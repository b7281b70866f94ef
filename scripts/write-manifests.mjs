// Writes the generated parts of deploy/: `npm run manifests`. These are the definitions of our own kinds, made from their
// schemas, and the manifests that the chart renders with its default values.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownManifests } from '../src/cli/chart/own-manifests.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'deploy');
for (const [path, make] of ownManifests()) writeFileSync(join(folder, path), make());
