/** serviceAddresses are those of Services; the first is the API server's own, and the tenth the name server's. */
export const serviceAddresses = '10.96.0.0/16';
export const apiServerAddress = '10.96.0.1';
export const nameServerAddress = '10.96.0.10';

/** podAddresses are those of pods. */
export const podAddresses = '10.244.0.0/16';

/** podNetwork is how a pod comes into the network of its machine, in CNI's words: a bridge, as nodes usually have one. */
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
