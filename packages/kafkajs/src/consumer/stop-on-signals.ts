import { UsageError } from "@magicbyte/registry";

/** What can be stopped: consumers first, then the producers they use. */
export type Stoppable = { stop(): Promise<void> } | { disconnect(): Promise<void> };

/** When and how to stop. */
export type StopOnSignalsOptions = {
  /** @default SIGTERM, which Kubernetes and Docker send, and SIGINT, which is Ctrl-C */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  /**
   * Whether the process ends by the signal when all is stopped, as it would have without this.
   * @default true
   */
  readonly endProcess?: boolean | undefined;
  /**
   * Told what could not be stopped. The others are stopped nevertheless.
   * @default writes a warning of the process
   */
  readonly onError?: ((error: unknown) => void) | undefined;
  /**
   * Where signals come from.
   * @default process
   */
  readonly process?: SignalSource | undefined;
};

/** What is needed of `process`. */
export type SignalSource = {
  readonly pid: number;
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  kill(pid: number, signal: NodeJS.Signals): unknown;
};

/**
 * Stops consumers and producers when the process is told to end, one after another in the order given: handlers under way
 * finish, offsets are committed, the group is left. A second signal ends the process at once. Returns what calls it off.
 */
export function stopOnSignals(stoppables: readonly Stoppable[], options: StopOnSignalsOptions = {}): () => void {
  const { signals = ["SIGTERM", "SIGINT"], endProcess = true, onError = warn, process: source = process } = options;
  if (!Array.isArray(stoppables))
    throw new UsageError("stopOnSignals takes a list: stopOnSignals([consumer, producer])");
  let isStopping = false;

  function callOff(): void {
    for (const signal of signals) source.off(signal, onSignal);
  }

  function raise(signal: NodeJS.Signals): void {
    callOff();
    if (endProcess) source.kill(source.pid, signal);
  }

  async function stopAll(signal: NodeJS.Signals): Promise<void> {
    for (const stoppable of stoppables) {
      try {
        await ("stop" in stoppable ? stoppable.stop() : stoppable.disconnect());
      } catch (error) {
        onError(error);
      }
    }
    raise(signal);
  }

  function onSignal(signal: NodeJS.Signals): void {
    if (isStopping) raise(signal);
    else void stopAll(signal);
    isStopping = true;
  }

  for (const signal of signals) source.on(signal, onSignal);
  return callOff;
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error), "MagicbyteStopWarning");
}
