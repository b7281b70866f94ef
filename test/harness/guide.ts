/** GuideStep is one step of a guide: to write a file, to run a command and see its output, or to type lines into a shell. */
export type GuideStep =
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'script'; readonly text: string }
  | { readonly kind: 'command'; readonly command: string; readonly output: string };

/** GuidePlace is where a guide is followed. `run` resolves with everything that was printed. */
export interface GuidePlace {
  write(file: string, text: string): void;
  run(text: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * stepsOf reads the steps of a guide: a `yaml` block is a file, named by its first line (`# edge.yaml`); a `console` block
 * is commands, each after `$ `, with their output, where `...` stands for anything; an `sh` block is lines for a root shell.
 * Other blocks are only for reading.
 */
export function stepsOf(guide: string): readonly GuideStep[] {
  return [...guide.matchAll(/^```(yaml|console|sh)\n(.*?)^```$/gms)].flatMap(
    ([, kind, text = '']): GuideStep[] => {
      if (kind === 'sh') return [{ kind: 'script', text }];
      if (kind === 'yaml') {
        const name = /^# (\S+)\n/.exec(text)?.[1];
        if (name === undefined) throw new Error(`a file without a name:\n${text}`);
        return [{ kind: 'file', name, text }];
      }
      return text
        .split(/^\$ /m)
        .slice(1)
        .map(said => {
          const [command = '', ...output] = said.split('\n');
          return { kind: 'command', command, output: output.join('\n') };
        });
    },
  );
}

/** isLive recognizes the guides that are followed in a cluster (test/kubernetes/guides.kubernetes.test.ts). */
export function isLive(file: string): boolean {
  return file.endsWith('-live.md');
}

/** isAsShown tells whether an output matches the one in a guide. */
export function isAsShown(output: string, shown: string): boolean {
  const pattern = shown
    .trimEnd()
    .split('...')
    .map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`, 's').test(output.trimEnd());
}
