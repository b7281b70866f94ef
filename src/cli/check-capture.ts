import { execFile } from 'node:child_process';
import type { DataplaneFile } from './dataplane-file.ts';

/** Exit codes of `status transparent-proxy`: everything is as expected; and: it may not look. */
const fits = 0;
const mayNotLook = 3;

/**
 * checkCapture says in what way the present transparent proxy does not fit a proxy, one sentence each; none where it fits.
 * It runs `fairlead status transparent-proxy` in a process of its own, since the code and data for that are needed only
 * once.
 */
export function checkCapture(
  { inbound, outbound }: NonNullable<DataplaneFile['capture']>,
  dnsPort: number | undefined,
): Promise<readonly string[]> {
  const program = process.argv[1] ?? '';
  const ports = [outbound, inbound, dnsPort ?? 0].map(port => (port === 0 ? '-' : String(port))).join(',');
  const user = process.getuid?.();
  const flags = ['--expect-ports', ports, ...(user === undefined ? [] : ['--expect-user', String(user)])];
  return new Promise(resolve => {
    const child = execFile(
      process.execPath,
      [program, 'status', 'transparent-proxy', ...flags],
      { timeout: 20_000 },
      (_, stdout, stderr) => {
        const { exitCode } = child;
        if (exitCode === fits) return resolve([]);
        if (exitCode === mayNotLook)
          return resolve([`whether it fits cannot be seen: ${stderr.replace(/^fairlead: /, '').trim()}`]);
        const lines = stdout
          .split('\n')
          .filter(line => /^(?:not as expected:|[-+] |transparent proxy:)/.test(line));
        resolve(lines.length === 0 ? [stderr.trim() || 'nothing is known of it'] : lines);
      },
    );
  });
}
