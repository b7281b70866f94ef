import { drainOnStop } from '#dataplane/drain';
import { Fault } from '#lib/fault.ts';
import type { RegisterCommand } from './command.ts';
import { runUntilStopped } from './run-until-stopped.ts';

interface DrainFlags {
  readonly admin: string;
  readonly port: string;
  readonly atLeast: string;
  readonly atMost: string;
}

/** Seconds of a day. */
const longest = 86_400;

/** `fairlead drain-envoy`: runs beside an Envoy that somebody else runs, so that it ends without losing a request. */
export const drainEnvoyCommand: RegisterCommand = program => {
  program
    .command('drain-envoy')
    .description(
      'Drain the Envoy of this pod when stopped; a preStop hook waits for /drained before Envoy ends',
    )
    .requiredOption('--admin <path>', "unix socket of Envoy's admin interface")
    .option('--port <port>', 'port that serves /drained', '19002')
    .option('--at-least <seconds>', 'shortest time to keep serving', '10')
    .option('--at-most <seconds>', 'longest time to wait for requests in flight', '60')
    .action(async (flags: DrainFlags) => {
      const port = wholeNumber('--port', flags.port, 65_535);
      const atLeast = 1000 * wholeNumber('--at-least', flags.atLeast, longest);
      const atMost = 1000 * wholeNumber('--at-most', flags.atMost, longest);
      await runUntilStopped(
        async () => {
          const { drain } = await drainOnStop({ adminSocket: flags.admin, port, atLeast, atMost });
          return { close: drain };
        },
        { patience: atMost + 5_000 },
      );
    });
};

function wholeNumber(flag: string, text: string, most: number): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= most) return Number(text);
  throw new Fault('usage', `${flag} ${text} is not a whole number up to ${most}`);
}
