import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { envoyBinary } from '../../tproxy/envoy.ts';
import type { Image } from './image.ts';
import { tools } from './tools.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** The id of a user that exists on no machine. */
const nobody = 65_532;

/** pause is the image that holds a pod's namespaces. */
export function pause(): Image {
  return {
    names: ['fairlead.test/pause:1'],
    entrypoint: ['/pause'],
    files: { '/pause': tools().pause },
  };
}

/** coredns is the cluster's name server. The Gateway API's conformance suite asks for it by the second name. */
export function coredns(): Image {
  return {
    names: ['fairlead.test/coredns:1', 'registry.k8s.io/coredns/coredns:v1.12.2'],
    entrypoint: ['/coredns'],
    files: { '/coredns': tools().coredns },
  };
}

/**
 * echo is the backend of the Gateway API's conformance suite: it answers with what it was asked, over HTTP, gRPC, TLS, TCP
 * and UDP.
 */
export function echo(): Image {
  const named = ['v1.5.1', 'v1.6.0-dev.2', 'v1.6.0-dev.3'];
  return {
    names: ['fairlead.test/echo:1', ...named.map(tag => `registry.k8s.io/gateway-api/echo-basic:${tag}`)],
    entrypoint: ['/echo-basic'],
    files: { '/echo-basic': join(tools().conformance, 'echo-basic') },
  };
}

/** envoy is stock Envoy and nothing else. */
export function envoy(): Image {
  const binary = envoyBinary();
  if (binary === undefined) throw new Error('no Envoy: run npm run setup');
  return {
    names: ['fairlead.test/envoy:1'],
    entrypoint: ['/usr/local/bin/envoy'],
    files: { '/usr/local/bin/envoy': binary },
    linked: ['/usr/local/bin/envoy'],
    user: nobody,
  };
}

/** fairlead is Node and the built program of this checkout, with a shell, which Node's images have too. */
export function fairlead(): Image {
  const home = '/opt/fairlead';
  const native = ['better-sqlite3', 'bindings', 'file-uri-to-path'].map(name => `node_modules/${name}`);
  const own = ['bin', 'deploy/chart', 'dist', 'package.json', ...native];
  const node = '/usr/local/bin/node';
  return {
    names: ['fairlead.test/fairlead:1'],
    entrypoint: [`${home}/bin/fairlead`],
    files: {
      [node]: process.execPath,
      '/bin/sh': '/bin/dash',
      ...Object.fromEntries(own.map(path => [`${home}/${path}`, join(repository, path)])),
    },
    linked: [node, '/bin/sh'],
    user: nobody,
  };
}
