/**
 * kumaConfig is the part of a control plane's settings that Kuma's pages ask for: one zone by itself, whose objects can be
 * changed through the API if it has a store.
 */
export function kumaConfig(hasStore: boolean): object {
  return {
    mode: 'zone',
    environment: 'universal',
    store: { type: hasStore ? 'sqlite' : 'files' },
    apiServer: { readOnly: !hasStore },
    multizone: { zone: { name: 'default' } },
  };
}
