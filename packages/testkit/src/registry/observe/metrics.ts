import type { JournalState } from "../storage/file-journal.js";
import type { Store } from "../storage/store.js";
import { createCounter, createHistogram, printSamples } from "./prometheus.js";

/** What is measured of a request. */
export type MeasuredRequest = {
  readonly method: string;
  readonly route: string | undefined;
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  readonly seconds: number;
  /** The answer's body. */
  readonly body: string;
};

/** Figures about a registry, for Prometheus. */
export type Metrics = { observe(request: MeasuredRequest): void; print(): string };

/** What metrics are taken of. */
export type MetricsSources = {
  readonly store: Store;
  readonly journal: () => JournalState | undefined;
  readonly inFlight: () => number;
  readonly startedAt: number;
};

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]);
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Metrics of a registry. Labels come from a fixed set, so that no client can fill the memory with them. */
export function createMetrics({ store, journal, inFlight, startedAt }: MetricsSources): Metrics {
  const requests = createCounter({
    name: "registry_http_requests_total",
    help: "Requests by method, route and status; status 0 where there was no answer.",
  });
  const durations = createHistogram(
    { name: "registry_http_request_duration_seconds", help: "From the whole request to its answer, by route." },
    SECONDS,
  );
  const failures = createCounter({
    name: "registry_compatibility_failures_total",
    help: "Schemas found incompatible, by what was asked: a registration or a check.",
  });

  return {
    observe({ method, route = "none", status = 0, seconds, body }) {
      const known = METHODS.has(method) ? method : "other";
      requests.add({ method: known, route, status: String(status) });
      durations.observe({ method: known, route }, seconds);
      if (status === 409 && /^\{"error_code":(?:409|40901),/.test(body)) failures.add({ kind: "registration" });
      if (status === 200 && body.startsWith('{"is_compatible":false')) failures.add({ kind: "check" });
    },
    print() {
      const { schemas, subjects, versions } = countSchemas(store);
      const gauge = (name: string, help: string, value: number) =>
        printSamples({ name, help, type: "gauge" }, [{ value }]);
      return [
        requests.print(),
        durations.print(),
        failures.print(),
        gauge("registry_requests_in_flight", "Requests that wait for their answer.", inFlight()),
        gauge("registry_schemas", "Schemas that a subject has, by id, soft-deleted ones left out.", schemas),
        gauge("registry_subjects", "Subjects, soft-deleted ones left out.", subjects),
        gauge("registry_versions", "Versions of all subjects, soft-deleted ones left out.", versions),
        printSamples(
          { name: "registry_last_schema_id", help: "The highest id given so far, by context.", type: "gauge" },
          store.contexts().map((context) => ({ labels: { context }, value: store.maxId(context) })),
        ),
        printJournal(journal()),
        gauge("registry_start_time_seconds", "When the registry was started.", startedAt / 1000),
        gauge("registry_uptime_seconds", "For how long it has run.", (Date.now() - startedAt) / 1000),
        gauge("process_resident_memory_bytes", "The memory of the process.", process.memoryUsage.rss()),
      ].join("");
    },
  };
}

function printJournal(state: JournalState | undefined): string {
  if (state === undefined) return "";
  const counters = [
    ["registry_journal_fsyncs_total", "How often the disk was asked to make writes safe.", state.fsyncs],
    ["registry_journal_commits_total", "Writes that were made safe; many share one fsync.", state.commits],
    ["registry_journal_written_bytes_total", "Bytes that were made safe.", state.bytesWritten],
  ] as const;
  const gauges = [
    ["registry_journal_size_bytes", "How long the log is.", state.bytes],
    ["registry_journal_read_only", "1 while the disk refuses writes.", state.state === "ok" ? 0 : 1],
  ] as const;
  return [
    ...counters.map(([name, help, value]) => printSamples({ name, help, type: "counter" }, [{ value }])),
    ...gauges.map(([name, help, value]) => printSamples({ name, help, type: "gauge" }, [{ value }])),
  ].join("");
}

/** How much a registry holds that is not soft-deleted. */
export function countSchemas(store: Store): { schemas: number; subjects: number; versions: number } {
  const ids = new Set<string>();
  let subjects = 0;
  let versions = 0;
  for (const subject of store.subjects()) {
    const context = /^:(\.[^:]*):/.exec(subject)?.[1] ?? ".";
    const live = store.versions(subject).filter(({ deleted }) => !deleted);
    if (live.length > 0) subjects++;
    versions += live.length;
    for (const { id } of live) ids.add(`${context} ${id}`);
  }
  return { schemas: ids.size, subjects, versions };
}
