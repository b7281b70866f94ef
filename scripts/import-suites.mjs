// Runs suites together in this process: `node scripts/import-suites.mjs FILE…`.
import { pathToFileURL } from 'node:url';

for (const file of process.argv.slice(2)) await import(pathToFileURL(file).href);
