import { execFile } from 'node:child_process';
import { tools } from './tools.ts';

/** Kubectl runs kubectl and returns its output; it rejects with kubectl's error message. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

/** kubectlAs runs it with a kubeconfig; `within` are words before its command, such as nsenter's. */
export function kubectlAs(kubeconfig: string, within: readonly string[] = []): Kubectl {
  return (args, input = '') => {
    const [program = '', ...rest] = [...within, tools().kubectl, '--kubeconfig', kubeconfig, ...args];
    return new Promise((resolve, reject) => {
      const child = execFile(program, rest, { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`kubectl ${args.join(' ')}: ${stderr.trim() || error.message}`));
      });
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
  };
}
