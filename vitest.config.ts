// Test runner: first every test that needs nothing outside its process, two files at a time; then those that share the
// private servers, one file at a time, since two whole systems on one broker would take each other's messages; last those
// in a browser, which want the machine for themselves.
import { defineConfig, type ViteUserConfig } from "vitest/config";

const common = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  pool: "forks",
  setupFiles: ["test/repeatable.ts"],
} satisfies NonNullable<ViteUserConfig["test"]>;

export default defineConfig({
  test: {
    reporters: ["default"],
    projects: [
      {
        test: {
          ...common,
          name: "process",
          include: ["test/**/*.test.ts"],
          exclude: ["test/brokers/**", "test/browser/**"],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: "brokers",
          include: ["test/brokers/**/*.test.ts"],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...common,
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          maxWorkers: 1,
          testTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
