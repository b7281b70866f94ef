import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type PinnedOptions, startPinned } from './pinned-process.ts';

/**
 * CommandProcess is a program that takes commands as JSON lines on stdin and answers each on stdout, by its `id`. Other
 * output on stdout is ignored.
 */
export interface CommandProcess<Answer> {
  readonly pid: number;
  readonly child: ChildProcess;
  /** The end of its stderr. */
  output(): string;
  run(command: object): Promise<Answer>;
  /** For a command that is answered twice: at once, and when what it waits for has happened. */
  runTwice(command: object): { readonly first: Promise<Answer>; readonly second: Promise<Answer> };
  /** Closes its stdin and waits until it is gone. */
  stop(): Promise<void>;
}

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export function startCommandProcess<Answer extends { readonly id: number; readonly error?: string }>(
  argv: readonly [string, ...string[]],
  options: Pick<PinnedOptions, 'core'>,
): CommandProcess<Answer> {
  const running = startPinned(argv, { ...options, piped: true });
  const { stdin, stdout } = running.child;
  if (stdin === null || stdout === null) throw new Error(`${argv[0]} has no pipes`);
  const waiting = new Map<number, Waiting<Answer>[]>();
  let lastId = 0;

  createInterface({ input: stdout }).on('line', line => {
    if (!line.startsWith('{')) return;
    const answer = JSON.parse(line) as Answer;
    const queue = waiting.get(answer.id) ?? [];
    const concerned = answer.error === undefined ? queue.splice(0, 1) : queue.splice(0);
    if (queue.length === 0) waiting.delete(answer.id);
    for (const one of concerned) {
      if (answer.error === undefined) one.resolve(answer);
      else one.reject(new Error(answer.error));
    }
  });
  running.child.once('exit', code => {
    const gone = new Error(`${argv[0]} ended (${code}):\n${running.output()}`);
    for (const one of [...waiting.values()].flat()) one.reject(gone);
  });

  function expect(id: number): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) => {
      waiting.set(id, [...(waiting.get(id) ?? []), { resolve, reject }]);
    });
    answer.catch(() => undefined); // callers that wait for it get the error; nobody has to wait
    return answer;
  }
  function send(id: number, command: object): void {
    stdin?.write(`${JSON.stringify({ id, ...command })}\n`);
  }

  return {
    pid: running.pid,
    child: running.child,
    output: running.output,
    run: command => {
      const id = ++lastId;
      const answer = expect(id);
      send(id, command);
      return answer;
    },
    runTwice: command => {
      const id = ++lastId;
      const both = { first: expect(id), second: expect(id) };
      send(id, command);
      return both;
    },
    stop: async () => {
      stdin.end();
      await running.stop();
    },
  };
}
