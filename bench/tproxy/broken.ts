import type { Lab } from '../../test/tproxy/lab.ts';
import { users } from '../../test/tproxy/lab.ts';

/** Broken is how many of `of` connections stopped answering in each step. */
export interface Broken {
  readonly of: number;
  readonly byInstall: number;
  readonly byReinstall: number;
  readonly byUninstall: number;
  readonly byDrainedUninstall: number;
}

const perDirection = 25;

/** measureBroken holds connections in both directions open through install, re-install and both kinds of uninstall. */
export async function measureBroken(lab: Lab, backend: string): Promise<Broken> {
  const base = ['install', 'transparent-proxy', '--backend', backend, '--kuma-dp-user', `${users.proxy}`];
  const fairlead = async (...args: readonly string[]) => {
    const outcome = await lab.fairlead(args);
    if (outcome.code !== 0) throw new Error(outcome.stderr);
  };
  await open(lab, 'direct');
  await fairlead(...base);
  const byInstall = await broken(lab, 'direct');
  await open(lab, 'redirected');
  await fairlead(...base, '--exclude-outbound-ports', '9090');
  const byReinstall = (await broken(lab, 'direct')) + (await broken(lab, 'redirected'));
  const draining = fairlead('uninstall', 'transparent-proxy', '--drain', '30s');
  await untilDirect(lab);
  const byDrainedUninstall = await broken(lab, 'redirected');
  await close(lab, 'redirected');
  await draining;
  await fairlead(...base);
  await open(lab, 'last');
  await fairlead('uninstall', 'transparent-proxy');
  const byUninstall = await broken(lab, 'last');
  return { of: 2 * perDirection, byInstall, byReinstall, byUninstall, byDrainedUninstall };
}

async function open(lab: Lab, when: string): Promise<void> {
  for (const { name, namespace, user, host } of ways(lab, when)) {
    const reply = await lab.ask(namespace, user, { kind: 'open', name, host, port: 7000 });
    if (reply.error !== undefined) throw new Error(`${name}: ${reply.error}`);
  }
}

async function broken(lab: Lab, when: string): Promise<number> {
  const replies = await Promise.all(
    ways(lab, when).map(({ name, namespace, user }) =>
      lab.ask(namespace, user, { kind: 'echo', name, text: 'ping' }),
    ),
  );
  return replies.filter(({ text }) => text !== 'ping').length;
}

async function close(lab: Lab, when: string): Promise<void> {
  await Promise.all(
    ways(lab, when).map(({ name, namespace, user }) => lab.ask(namespace, user, { kind: 'close', name })),
  );
}

function ways(lab: Lab, when: string) {
  return Array.from({ length: perDirection }, (_, i) => [
    { name: `${when} out ${i}`, namespace: lab.host, user: users.application, host: '10.66.0.2' },
    { name: `${when} in ${i}`, namespace: lab.world, user: users.root, host: '10.66.0.1' },
  ]).flat();
}

async function untilDirect(lab: Lab): Promise<void> {
  for (;;) {
    const reply = await lab.ask(lab.host, users.application, { kind: 'http', host: '10.66.0.2', port: 8000 });
    if (reply.proxy === 'none') return;
    if (reply.error !== undefined) throw new Error(reply.error);
  }
}
