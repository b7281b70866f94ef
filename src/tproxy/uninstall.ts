import { setTimeout as sleep } from 'node:timers/promises';
import { backendOptions, redirectPorts } from './backend.ts';
import { allBackends } from './backends.ts';
import type { Say } from './install.ts';
import { compareListings, formatChanges } from './listing.ts';
import { underLock } from './lock.ts';
import { removeLoopbackSource } from './loopback.ts';
import { connectionsOn, requireRights } from './machine.ts';
import { findStored, forget } from './persistence/persistence.ts';
import type { Config } from './settings.ts';
import { type Found, findInstalled } from './status.ts';

/**
 * uninstallTransparentProxy removes everything of ours, found by its mark, and nothing else; where there is nothing, it
 * does nothing. With `drain`, redirected connections may live on for that long (milliseconds) while new ones already go
 * direct. True where something was removed.
 */
export async function uninstallTransparentProxy(
  config: Config,
  drain: number | undefined,
  say: Say,
): Promise<boolean> {
  requireRights('uninstall transparent-proxy');
  return underLock(config.wait, async () => {
    const found = await findInstalled(allBackends(backendOptions(config)));
    if (drain !== undefined && found.length > 0) await drainAll(found, drain, say);
    for (const { backend, installed } of found) {
      // The rules are removed before the address that they need, and the mark of the address last.
      if (installed.ownsLoopback) {
        await backend.drain();
        await removeLoopbackSource();
      }
      await backend.remove();
      say(`removed the rules of ${backend.name}`);
    }
    const stored = await forget(config);
    for (const { path } of stored) say(`removed the rules from ${path}`);
    return found.length + stored.length > 0;
  });
}

/** previewUninstall is what an uninstall would remove, as lines. */
export async function previewUninstall(config: Config): Promise<readonly string[]> {
  requireRights('uninstall transparent-proxy');
  const found = await findInstalled(allBackends(backendOptions(config)));
  return found
    .flatMap(({ installed }) => [
      ...formatChanges(compareListings(installed.listing, [])),
      ...(installed.ownsLoopback ? ['- lo: address ::6/128'] : []),
    ])
    .concat(findStored(config).map(({ path }) => `- file: rules in ${path}`));
}

async function drainAll(found: readonly Found[], patience: number, say: Say): Promise<void> {
  const ports = found.flatMap(({ installed }) =>
    installed.plan === undefined ? [] : redirectPorts(installed.plan),
  );
  for (const { backend } of found) await backend.drain();
  const deadline = Date.now() + patience;
  let left = connectionsOn(ports);
  say(`new connections go direct; waiting for ${left} redirected ones to end`);
  // The kernel announces ended connections by netlink only, so this polls.
  while (left > 0 && Date.now() < deadline) {
    await sleep(Math.min(200, Math.max(1, deadline - Date.now())));
    left = connectionsOn(ports);
  }
  if (left > 0)
    say(`${left} redirected connections did not end within ${patience / 1000} s and are broken now`);
}
