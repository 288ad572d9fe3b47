import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.ts", "test/*/src/**/*.test.ts", "examples/*/src/**/*.test.ts"],
    // The machines that run this are shared: a guard against a hang, not a measure.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
