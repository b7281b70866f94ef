import { connect } from 'node:net';

/** ServiceProbe says how to find out whether the application behind an inbound takes connections; times in ms. */
export interface ServiceProbe {
  /** The port of the inbound, by which the result is reported. */
  readonly port: number;
  readonly address: string;
  readonly servicePort: number;
  readonly interval: number;
  readonly timeout: number;
  /** After so many failures, or successes, in a row the state changes. */
  readonly unhealthyThreshold: number;
  readonly healthyThreshold: number;
}

/** ServiceProbes go on until they are stopped. */
export interface ServiceProbes {
  /** Ports of inbounds whose applications do not take connections; undefined until all have been tried. */
  notReady(): readonly number[] | undefined;
  stop(): void;
}

/** startServiceProbes runs each probe at once and then at its interval, and calls back when the state of any has changed. */
export function startServiceProbes(
  probes: readonly ServiceProbe[],
  onChange: (notReady: readonly number[]) => void,
): ServiceProbes {
  const ready = new Map<number, boolean>();
  const timers = new Set<NodeJS.Timeout>();
  let isStopped = false;

  const notReady = () =>
    ready.size < probes.length
      ? undefined
      : probes.map(({ port }) => port).filter(port => ready.get(port) === false);

  function run(probe: ServiceProbe): void {
    let [failures, successes] = [0, 0];
    const tryIt = async (): Promise<void> => {
      const takes = await takesConnections(probe);
      if (isStopped) return;
      [failures, successes] = takes ? [0, successes + 1] : [failures + 1, 0];
      const before = ready.get(probe.port);
      // The first result counts at once.
      const isDue = takes ? successes >= probe.healthyThreshold : failures >= probe.unhealthyThreshold;
      if (before === undefined || (isDue && before !== takes)) {
        ready.set(probe.port, takes);
        const now = notReady();
        if (now !== undefined) onChange(now);
      }
      const timer = setTimeout(() => {
        timers.delete(timer);
        void tryIt();
      }, probe.interval);
      timers.add(timer.unref());
    };
    void tryIt();
  }

  for (const probe of probes) run(probe);
  return {
    notReady,
    stop() {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function takesConnections({ address, servicePort, timeout }: ServiceProbe): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: address, port: servicePort });
    const end = (takes: boolean) => {
      socket.destroy();
      resolve(takes);
    };
    socket.setTimeout(timeout, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
