/** The labels of a sample. */
export type Labels = Readonly<Record<string, string>>;

/** A number that only grows, for each set of labels. */
export type Counter = { add(labels: Labels, by?: number): void; print(): string };

/** How long things took, in seconds, for each set of labels. */
export type Histogram = { observe(labels: Labels, seconds: number): void; print(): string };

/** What a scrape is told about a metric. */
type Family = { readonly name: string; readonly help: string };

/** A counter. */
export function createCounter(family: Family): Counter {
  const values = new Map<string, number>();
  return {
    add(labels, by = 1) {
      const key = printLabels(labels);
      values.set(key, (values.get(key) ?? 0) + by);
    },
    print: () =>
      header(family, "counter") + [...values].map(([key, value]) => sample(family.name, key, value)).join(""),
  };
}

/** A histogram with upper bounds in ascending order. */
export function createHistogram(family: Family, bounds: readonly number[]): Histogram {
  const series = new Map<string, { readonly labels: Labels; readonly counts: number[]; count: number; sum: number }>();
  return {
    observe(labels, seconds) {
      const key = printLabels(labels);
      let one = series.get(key);
      if (one === undefined) {
        one = { labels, counts: bounds.map(() => 0), count: 0, sum: 0 };
        series.set(key, one);
      }
      const bucket = bounds.findIndex((bound) => seconds <= bound);
      if (bucket >= 0) one.counts[bucket] = (one.counts[bucket] ?? 0) + 1;
      one.count++;
      one.sum += seconds;
    },
    print() {
      let text = header(family, "histogram");
      for (const [key, { labels, counts, count, sum }] of series) {
        let upTo = 0;
        for (const [index, bound] of bounds.entries()) {
          upTo += counts[index] ?? 0;
          text += sample(`${family.name}_bucket`, printLabels({ ...labels, le: printNumber(bound) }), upTo);
        }
        text += sample(`${family.name}_bucket`, printLabels({ ...labels, le: "+Inf" }), count);
        text += sample(`${family.name}_sum`, key, sum);
        text += sample(`${family.name}_count`, key, count);
      }
      return text;
    },
  };
}

/** A metric whose values are known when somebody asks. */
export function printSamples(
  family: Family & { readonly type: "gauge" | "counter" },
  samples: readonly { readonly labels?: Labels | undefined; readonly value: number }[],
): string {
  return (
    header(family, family.type) +
    samples.map(({ labels, value }) => sample(family.name, printLabels(labels ?? {}), value)).join("")
  );
}

function header({ name, help }: Family, type: string): string {
  return `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}\n# TYPE ${name} ${type}\n`;
}

function sample(name: string, labels: string, value: number): string {
  return `${name}${labels} ${printNumber(value)}\n`;
}

function printLabels(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}

function escapeValue(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function printNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}
