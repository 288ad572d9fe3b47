import { abortError, onAbort } from "../transport/abort.js";

/** A load under way that any number of callers wait for. */
export type Flight<V> = {
  /** Waits for the result. Aborting the signal ends this wait; when the last one ends, the load is aborted too. */
  join(signal?: AbortSignal): Promise<V>;
};

/** What becomes of a flight. Called before those who wait learn of it. */
export type FlightEvents<V> = {
  onValue(value: V): void;
  onError(error: unknown): void;
  onEnd(): void;
};

/** Starts a load at once. It belongs to nobody: a caller that gives up does not end it for the others. */
export function createFlight<V>(load: (signal: AbortSignal) => Promise<V>, events: FlightEvents<V>): Flight<V> {
  const controller = new AbortController();
  let waiting = 0;
  // The load begins in a microtask, so that the events find the flight known to its owner.
  const result = Promise.resolve()
    .then(() => load(controller.signal))
    .then(
      (value) => {
        events.onValue(value);
        events.onEnd();
        return value;
      },
      (error: unknown) => {
        events.onError(error);
        events.onEnd();
        throw error;
      },
    );
  // Those who wait handle the failure; when all have given up there is nobody left to.
  result.catch(() => {});

  return {
    join(signal) {
      waiting++;
      if (signal === undefined) return result;
      return new Promise((resolve, reject) => {
        const leave = () => {
          reject(abortError(signal, "waiting for a shared request"));
          waiting--;
          if (waiting > 0) return;
          events.onEnd();
          controller.abort(signal.reason);
        };
        if (signal.aborted) return leave();
        result.then(resolve, reject).finally(onAbort(signal, leave));
      });
    },
  };
}
