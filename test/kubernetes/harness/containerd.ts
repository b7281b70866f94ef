import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startDaemon } from './daemon.ts';
import { type Image, makeImage } from './image.ts';
import { pause } from './images.ts';
import type { Machine } from './machine.ts';
import { podNetwork } from './network.ts';
import { plugins } from './tools.ts';

const execute = promisify(execFile);

/** socket is containerd's socket, on its machine. */
export const socket = '/run/containerd/containerd.sock';

/** Containerd is the containerd of a machine. */
export interface Containerd {
  /** Builds an image and imports it, for pods whose `imagePullPolicy` is not `Always`. */
  import(image: Image): Promise<void>;
}

/** startContainerd starts one, and resolves when it has the image that every pod needs. */
export async function startContainerd(machine: Machine): Promise<Containerd> {
  const at = (name: string) => join(machine.folder.path, name);
  mkdirSync(at('cni'));
  writeFileSync(at('cni/pods.conflist'), JSON.stringify(podNetwork));
  writeFileSync(at('containerd.toml'), configuration(at('cni')));
  const log = at('containerd.log');
  const daemon = startDaemon(['containerd', '--config', at('containerd.toml')], log, machine.inside);
  const ctr = async (...args: readonly string[]) => {
    const [program = '', ...rest] = [
      ...machine.inside,
      'ctr',
      '--address',
      socket,
      '--namespace',
      'k8s.io',
      ...args,
    ];
    await execute(program, rest);
  };
  for (let left = 100; ; left--) {
    try {
      await ctr('version');
      break;
    } catch (error) {
      if (left === 0 || daemon.hasEnded()) throw new Error(`${error}\n${daemon.said()}`);
      await delay(100);
    }
  }
  let count = 0;
  const containerd: Containerd = {
    import: async image => {
      const archive = at(`image-${++count}.tar`);
      await makeImage(image, archive);
      await ctr('images', 'import', archive);
      rmSync(archive);
    },
  };
  await containerd.import(pause());
  return containerd;
}

function configuration(networks: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  return `
version = 2
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.devmapper"]
[grpc]
address = "${socket}"
[${cri}]
sandbox_image = "${pause().names[0]}"
# Where we lack the right to protect a process from the end of memory, runc would end instead.
restrict_oom_score_adj = true
[${cri}.cni]
bin_dir = "${plugins}"
conf_dir = "${networks}"
[${cri}.containerd]
snapshotter = "overlayfs"
default_runtime_name = "runc"
[${cri}.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[${cri}.containerd.runtimes.runc.options]
SystemdCgroup = false
`;
}
