import { describe, expect, it } from "vitest";
import { createCounter, createHistogram, printSamples } from "./prometheus.js";

describe("the exposition format", () => {
  it("counts by labels, and escapes what labels and help say", () => {
    const counter = createCounter({ name: "calls_total", help: "A \\ and\na line." });
    counter.add({ route: '/a"b\\c\nd' });
    counter.add({ route: '/a"b\\c\nd' }, 2);
    counter.add({});
    expect(counter.print()).toBe(
      [
        "# HELP calls_total A \\\\ and\\na line.",
        "# TYPE calls_total counter",
        'calls_total{route="/a\\"b\\\\c\\nd"} 3',
        "calls_total 1",
        "",
      ].join("\n"),
    );
  });

  it("buckets of a histogram hold all that is smaller, +Inf all there is", () => {
    const histogram = createHistogram({ name: "took_seconds", help: "Time." }, [0.5, 1]);
    for (const seconds of [0.25, 0.5, 0.75, 1, 8]) histogram.observe({ route: "/a" }, seconds);
    expect(histogram.print()).toBe(
      [
        "# HELP took_seconds Time.",
        "# TYPE took_seconds histogram",
        'took_seconds_bucket{route="/a",le="0.5"} 2',
        'took_seconds_bucket{route="/a",le="1"} 4',
        'took_seconds_bucket{route="/a",le="+Inf"} 5',
        'took_seconds_sum{route="/a"} 10.5',
        'took_seconds_count{route="/a"} 5',
        "",
      ].join("\n"),
    );
  });

  it.each([
    { value: 1e21, text: "1e+21" },
    { value: Number.POSITIVE_INFINITY, text: "+Inf" },
    { value: Number.NEGATIVE_INFINITY, text: "-Inf" },
    { value: Number.NaN, text: "NaN" },
  ])("prints $value as $text", ({ value, text }) => {
    expect(printSamples({ name: "x", help: "X.", type: "gauge" }, [{ value }])).toBe(
      `# HELP x X.\n# TYPE x gauge\nx ${text}\n`,
    );
  });
});
