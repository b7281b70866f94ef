/** GuideStep is something that a guide tells its reader to do: to write a file, to run a command and see this, or to type these lines. */
export type GuideStep =
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'script'; readonly text: string }
  | { readonly kind: 'command'; readonly command: string; readonly output: string };

/** GuidePlace is where a guide is followed. What `run` gives is all that was printed. */
export interface GuidePlace {
  write(file: string, text: string): void;
  run(text: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * stepsOf reads a guide: a block of `yaml` is a file, which its first line names (`# edge.yaml`); a block of `console` is commands,
 * each after `$ `, and what they print, where `...` stands for anything; a block of `sh` is lines for a shell of root's. Other
 * blocks are for reading.
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

/** isLive tells the guides that are followed in a cluster (test/kubernetes/guides.kubernetes.test.ts) from the others. */
export function isLive(file: string): boolean {
  return file.endsWith('-live.md');
}

/** isAsShown tells whether an output is the one of a guide. */
export function isAsShown(output: string, shown: string): boolean {
  const pattern = shown
    .trimEnd()
    .split('...')
    .map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`, 's').test(output.trimEnd());
}
