import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const everything = 'everything';

interface Wall {
  /** Folders of src/ that may be imported, `gen` for generated protobuf. */
  readonly may: readonly string[] | typeof everything;
  readonly why: string;
}

/** Which folder may import which, and why. The copy in docs/architecture.md is for reading; this one is in force. */
const walls: Readonly<Record<string, Wall>> = {
  lib: { may: [], why: 'lib holds small pure pieces that everything may use: it can use nothing' },
  graph: { may: ['lib'], why: 'the graph knows nothing of what flows through it' },
  model: {
    may: ['lib'],
    why: 'the model says what resources mean in our own nouns, free of anybody’s format',
  },
  resources: { may: ['lib'], why: 'a dialect is what users write; what it means is translation' },
  state: { may: ['lib'], why: 'state keeps text under names, whatever it means' },
  identity: {
    may: ['lib', 'model', 'state'],
    why: 'keys are made at the edge, for who is connected: no collection holds one, and nobody is spoken to from here',
  },
  tokens: {
    may: ['lib', 'model'],
    why: 'a token is signed and read; who is let in by it is decided where somebody knocks',
  },
  sources: {
    may: ['lib', 'graph', 'resources', 'model', 'state'],
    why: 'a source finds resources; what they mean is none of its business',
  },
  kube: {
    may: ['lib', 'graph', 'model', 'dataplane', 'sources'],
    why: 'what is made in a cluster follows from the model: what users wrote is read elsewhere',
  },
  dns: { may: ['lib'], why: 'it carries questions to a server and answers back, whatever they say' },
  discovery: {
    may: ['lib', 'dns', 'graph', 'resources', 'model'],
    why: 'discovery finds endpoints and serves nobody',
  },
  allocation: {
    may: ['lib', 'graph', 'model', 'state'],
    why: 'allocation knows who wants addresses and who has them, and what for is none of its business',
  },
  translate: {
    may: ['lib', 'graph', 'resources', 'model'],
    why: 'translation ends at the model: it builds no Envoy message',
  },
  reach: {
    may: ['lib', 'graph', 'model'],
    why: 'what a proxy may see is decided on the model, before there are bytes',
  },
  status: { may: ['lib', 'graph', 'model'], why: 'status is worded from reports, not from anybody’s format' },
  envoy: { may: ['lib', 'graph', 'model', 'gen'], why: 'only here is the model turned into Envoy messages' },
  xds: {
    may: ['lib', 'gen/envoy/service', 'gen/envoy/config/core', 'gen/google'],
    why: 'it serves bytes, and knows neither model nor translation',
  },
  tracing: {
    may: ['lib', 'xds'],
    why: 'it follows a change by what it is told of it: it decides nothing, and reads nothing of what changed but names',
  },
  tproxy: { may: ['lib'], why: 'transparent proxying needs nothing of the control plane' },
  dataplane: {
    may: ['lib', 'dns', 'gen'],
    why: 'what runs beside an Envoy carries no translation, no Kubernetes, no SQL',
  },
  walk: {
    may: ['lib', 'model'],
    why: 'what a request meets follows from the model: nothing is sent, and nobody is asked',
  },
  inspect: {
    may: ['lib', 'graph', 'model', 'resources', 'status', 'walk'],
    why: 'it tells what was decided elsewhere: it decides nothing and sends nothing',
  },
  convert: {
    may: ['lib', 'resources'],
    why: 'a backend, or an Ingress, is written anew from what was read of it: what it means to a proxy is none of its business',
  },
  server: {
    may: ['lib', 'graph', 'model', 'resources', 'sources', 'inspect', 'tokens'],
    why: 'the API shows what it is handed, and hands a source what it is sent: what that means is none of its business',
  },
  cli: { may: everything, why: '' },
  main: { may: everything, why: '' },
};

/** Built-in modules that touch clock, disk, network or processes, and the folders that live at the edge. */
const effects =
  /^(?:node:)?(?:fs|fs\/promises|net|http|http2|https|tls|dgram|dns|dns\/promises|child_process|timers|timers\/promises|worker_threads)$/;
const edges = [
  'sources',
  'kube',
  'dns',
  'discovery',
  'xds',
  'server',
  'state',
  'dataplane',
  'tproxy',
  'cli',
  'main',
];
/** What `node:net` offers that is arithmetic on addresses. */
const addressArithmetic =
  /^import \{ (?:(?:type )?(?:BlockList|isIP|isIPv4|isIPv6)(?:, )?)+ \} from 'node:net'/;

interface Import {
  readonly file: string;
  readonly line: string;
  readonly from: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter(e => e.isFile() && e.name.endsWith('.ts') && !e.parentPath.includes('node_modules'))
    .map(e => relative(root, join(e.parentPath, e.name)))
    .sort();
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(
    /^\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/gms,
  );
  return [...statements].map(m => ({ file, line: m[0].trim(), from: m[1] ?? m[2] ?? '' }));
}

/** The folder of src/ that an import leads to (`gen/…` for generated code), or undefined for a package. */
function targetOf({ file, from }: Import): string | undefined {
  if (from.startsWith('#gen/')) return from.slice(1);
  if (from.startsWith('#')) return from.slice(1).split('/')[0];
  if (!from.startsWith('.')) return undefined;
  const path = relative(root, join(root, dirname(file), from));
  return path.startsWith('src/') ? path.split('/')[1] : path;
}

/** Circles that are still there, by their files in alphabetical order. */
const knownCircles: readonly string[] = [];

/** Which files of src/ each imports. */
function importGraph(): ReadonlyMap<string, readonly string[]> {
  const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly imports: Readonly<Record<string, string>>;
  };
  const resolve = ({ file, from }: Import): string | undefined => {
    if (from.startsWith('.')) return join(dirname(file), from);
    for (const [key, path] of Object.entries(imports)) {
      const [before = '', after] = key.split('*');
      if (after === undefined ? key !== from : !from.startsWith(before)) continue;
      return relative(root, join(root, path.replace('*', from.slice(before.length))));
    }
    return undefined;
  };
  return new Map(production.map(file => [file, importsOf(file).flatMap(one => resolve(one) ?? [])] as const));
}

/** Strongly connected files, after Tarjan. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const order = new Map<string, number>();
  const open: string[] = [];
  const circles: string[] = [];
  const visit = (file: string): number => {
    let low = order.size;
    order.set(file, low);
    open.push(file);
    const own = low;
    for (const next of graph.get(file) ?? []) {
      if (!graph.has(next)) continue;
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next)) low = Math.min(low, order.get(next) ?? low);
    }
    if (low === own) {
      const circle = open.splice(open.indexOf(file));
      if (circle.length > 1) circles.push(circle.sort().join(' '));
    }
    return low;
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return circles;
}

const isTest = (file: string) =>
  file.endsWith('.test.ts') || /(?:^|\/)(?:laws|testing)(?:\.ts$|\/)/.test(file);
const production = sourceFiles('src').filter(f => !isTest(f));
const folderOf = (file: string) => file.split('/')[1] ?? '';

describe('the walls between the folders', () => {
  it('knows every folder of src/', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter(e => e.isDirectory());
    const unknown = folders.map(e => e.name).filter(name => walls[name] === undefined);
    assert.deepEqual(unknown, [], 'a new folder needs a wall: add it here and in docs/architecture.md');
  });

  for (const [folder, { may, why }] of Object.entries(walls)) {
    if (may === everything) continue;
    it(`${folder} imports ${may.length === 0 ? 'nothing' : `only ${may.join(', ')}`}: ${why}`, () => {
      const allowed = (target: string) =>
        target === folder || may.some(m => target === m || target.startsWith(`${m}/`));
      const broken = production
        .filter(file => folderOf(file) === folder)
        .flatMap(importsOf)
        .filter(i => {
          const target = targetOf(i);
          return target !== undefined && !allowed(target);
        });
      assert.deepEqual(
        broken.map(i => `${i.file} imports ${i.from}`),
        [],
        why,
      );
    });
  }

  it('a folder is entered through its index: reaching past it makes its inside everybody’s', () => {
    const broken = production.flatMap(importsOf).filter(i => {
      if (!i.from.startsWith('.')) return false;
      const target = targetOf(i);
      return target !== folderOf(i.file) && folderOf(i.file) !== 'main' && folderOf(i.file) !== 'cli';
    });
    assert.deepEqual(
      broken.map(i => `${i.file} imports ${i.from}`),
      [],
    );
  });

  it('AWS’s library is known to one file, which is loaded by the first want of it', () => {
    const asking = 'src/discovery/ec2/describe-instances.ts';
    const broken = production.flatMap(importsOf).filter(({ file, line, from }) => {
      if (from.startsWith('@aws-sdk/')) return file !== asking;
      return from.endsWith('/describe-instances.ts') && !line.startsWith('import(');
    });
    assert.deepEqual(broken, []);
  });

  it('OpenTelemetry’s library is known to one folder, which is loaded where spans are sent', () => {
    const broken = production.flatMap(importsOf).filter(({ file, line, from }) => {
      if (from.startsWith('@opentelemetry/')) return !file.startsWith('src/tracing/otlp/');
      return from === '#tracing/otlp' && !/^(?:const .*)?import\(/.test(line);
    });
    assert.deepEqual(broken, []);
  });

  it('the client of Kubernetes is known to one file of sources/kubernetes, which is loaded by who needs it', () => {
    const broken = production.flatMap(importsOf).filter(({ file, line, from }) => {
      const isLoaded = /^import type |^import\(/.test(line);
      if (from === '@kubernetes/client-node') {
        return file !== 'src/sources/kubernetes/kube-config.ts' && !line.startsWith('import type ');
      }
      return from.endsWith('/kube-config.ts') && !isLoaded;
    });
    assert.deepEqual(
      broken.map(i => `${i.file}: ${i.line}`),
      [],
      'it is large, and most commands have no use for it',
    );
  });

  it('touches clock, disk, network and processes at the edges only', () => {
    const broken = production
      .filter(file => !edges.includes(folderOf(file)))
      .flatMap(importsOf)
      .filter(i => effects.test(i.from) && !addressArithmetic.test(i.line));
    assert.deepEqual(
      broken.map(i => `${i.file} imports ${i.from}`),
      [],
      'the middle is pure: hand the effect in',
    );
    const clocks = production
      .filter(file => !edges.includes(folderOf(file)) && !file.endsWith('lib/system-clock.ts'))
      .filter(file =>
        /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bsetTimeout\(|\bprocess\.env\b|\bMath\.random\(/.test(
          readFileSync(join(root, file), 'utf8'),
        ),
      );
    assert.deepEqual(clocks, [], 'time enters as a source');
  });

  it('no files import each other in a circle, be it for types alone: none of them could be read, or changed, first', () => {
    const circles = circlesOf(importGraph());
    assert.deepEqual(
      circles.filter(circle => !knownCircles.includes(circle)),
      [],
      'let one of them say in an interface of its own what it needs of the other',
    );
    assert.deepEqual(
      knownCircles.filter(known => !circles.includes(known)),
      [],
      'this circle is cut: take it off the list',
    );
  });

  it('xds names are made in one file', () => {
    const broken = production.filter(
      file =>
        folderOf(file) === 'envoy' &&
        !file.endsWith('names.ts') &&
        /\bname: `/.test(readFileSync(join(root, file), 'utf8')),
    );
    assert.deepEqual(broken, [], 'put it into src/envoy/names.ts');
  });
});

describe('the shape of files', () => {
  const files = ['src', 'test', 'bench', 'examples'].flatMap(sourceFiles);

  it('none is longer than 600 lines', () => {
    const long = files.filter(f => readFileSync(join(root, f), 'utf8').split('\n').length > 600);
    assert.deepEqual(long, [], 'split it: a file holds one concept');
  });

  it('names are kebab-case and say what is in the file', () => {
    const names = files.map(f => ({
      f,
      base:
        f
          .split('/')
          .at(-1)
          ?.replace(/(?:(?:\.(?:aws|kubernetes))?\.test)?\.ts$/, '') ?? '',
    }));
    assert.deepEqual(
      names.filter(n => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(n.base)).map(n => n.f),
      [],
    );
    assert.deepEqual(
      names.filter(n => /^(?:utils?|helpers?|common|misc|manager|types)$/.test(n.base)).map(n => n.f),
      [],
    );
  });

  it('an index exports by name', () => {
    const stars = files.filter(
      f => f.endsWith('index.ts') && /export \*/.test(readFileSync(join(root, f), 'utf8')),
    );
    assert.deepEqual(stars, []);
  });

  it('a composition root stays small', () => {
    const long = files.filter(
      f =>
        f.startsWith('src/main/') &&
        !isTest(f) &&
        readFileSync(join(root, f), 'utf8').split('\n').length > 110,
    );
    assert.deepEqual(long, [], 'main is wiring: what it does belongs elsewhere');
  });
});
