import { passthroughSource } from '../program.ts';

/** unitName is the unit that puts rules into force before the network is up. */
export const unitName = 'fairlead-transparent-proxy.service';

/** unitPaths are the paths of the unit, its enabling link and its script. */
export const unitPaths = {
  unit: `/etc/systemd/system/${unitName}`,
  link: `/etc/systemd/system/sysinit.target.wants/${unitName}`,
  script: '/etc/fairlead/transparent-proxy.rules',
} as const;

/** unitMark begins every unit of ours, and tells it from a foreign one. */
export const unitMark = '# Written by fairlead install transparent-proxy';

/** unitText is the unit. It runs the programs named here and nothing of Fairlead, which need not be there at boot. */
export function unitText(plan: string, commands: readonly string[]): string {
  return `${unitMark}, plan ${plan}
[Unit]
Description=Transparent proxy rules
DefaultDependencies=no
After=local-fs.target
Wants=network-pre.target
Before=network-pre.target shutdown.target
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
${commands.map(command => `ExecStart=${command}`).join('\n')}

[Install]
WantedBy=sysinit.target
`;
}

/** loopbackCommand puts ::6 on lo at boot. */
export function loopbackCommand(ip: string): string {
  return `${ip} -6 address replace ${passthroughSource[6]}/128 dev lo nodad`;
}
