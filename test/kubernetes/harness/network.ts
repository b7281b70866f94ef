/** serviceAddresses is the range for Services; the first address is the API server's, the tenth the name server's. */
export const serviceAddresses = '10.96.0.0/16';
export const apiServerAddress = '10.96.0.1';
export const nameServerAddress = '10.96.0.10';

/** podAddresses is the range for pods. */
export const podAddresses = '10.244.0.0/16';

/** podNetwork is the CNI configuration that connects pods to the machine's network: a bridge, as nodes usually have one. */
export const podNetwork = {
  cniVersion: '0.4.0',
  name: 'pods',
  plugins: [
    {
      type: 'bridge',
      bridge: 'cni0',
      isDefaultGateway: true,
      hairpinMode: true,
      ipam: { type: 'host-local', ranges: [[{ subnet: podAddresses }]], dataDir: '/var/lib/cni' },
    },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
} as const;
