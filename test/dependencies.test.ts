import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('docs/dependencies.md');

/** Rows of the page's tables that begin with a name and a version. */
const documented = new Map(
  [...page.matchAll(/^\| `([^`]+)` \| (v?\d\S*) \|/gm)].map(([, name = '', version = '']) => [name, version]),
);

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

function npmPackages(): [string, string][] {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Manifest;
  return [...Object.entries(dependencies), ...Object.entries(devDependencies)];
}

/** Direct requirements of every go.mod: module, version, and where. */
function goModules(): [string, string, string][] {
  return ['bench', 'test']
    .flatMap(folder => readdirSync(join(root, folder), { withFileTypes: true, recursive: true }))
    .filter(entry => entry.name === 'go.mod')
    .flatMap(({ parentPath }) => {
      const file = join(parentPath, 'go.mod');
      const text = readFileSync(file, 'utf8');
      const built = [...text.matchAll(/^tool (\S+)$/gm)].map(([, path = '']) => path);
      const lines = [...text.matchAll(/^(?:require |\t)(\S+) (v\S+)( \/\/ indirect)?$/gm)];
      return lines.flatMap(([, name = '', version = '', indirect]): [string, string, string][] =>
        indirect === undefined || built.some(path => path.startsWith(name)) ? [[name, version, file]] : [],
      );
    });
}

describe('dependencies', () => {
  it('npm packages are pinned to one version each, and docs/dependencies.md says why they are there', () => {
    const packages = npmPackages();
    for (const [name, version] of packages) {
      assert.match(version, /^\d+\.\d+\.\d+$/, `${name} must be pinned`);
      assert.equal(documented.get(name), version, `${name} in docs/dependencies.md`);
    }
  });

  it('Go modules that are required directly stand there too', () => {
    const modules = goModules();
    assert.ok(modules.length > 0);
    for (const [name, version, file] of modules) {
      assert.equal(documented.get(name), version, `${name} of ${file} in docs/dependencies.md`);
    }
  });

  it('nothing stands there that is not used', () => {
    const scripts = ['setup.mjs', 'setup-kubernetes.mjs', 'setup-aws.mjs', 'fuzz-api.mjs'];
    const setup = scripts.map(name => read(`scripts/${name}`)).join('');
    const used = new Set([...npmPackages(), ...goModules()].map(([name]) => name));
    for (const [name, version] of documented) {
      const fetched = setup.includes(name) && setup.includes(version);
      assert.ok(used.has(name) || fetched, `${name} is in docs/dependencies.md only`);
    }
  });

  it('the system packages that .ci/run installs stand there', () => {
    const needed = /^needed=\(([^)]*)\)/m.exec(read('.ci/run'))?.[1] ?? '';
    const packages = [...needed.matchAll(/:([a-z0-9-]+)\b/g)].map(([, name = '']) => name);
    assert.ok(packages.length > 5);
    for (const name of packages) assert.ok(page.includes(`\`${name}\``), `${name} in docs/dependencies.md`);
  });
});
