import { expect, test } from "vitest";
import { buildEnvironment } from "../../runner/process/environment.ts";

const base = {
  PATH: "/bin",
  HOME: "/home/me",
  LC_ALL: "C",
  LC_CTYPE: undefined,
  SSH_AUTH_SOCK: "/agent",
  AWS_SECRET_ACCESS_KEY: "x",
  NODE_OPTIONS: "--inspect",
  SPOOL_TOKEN: "t",
};

test("only what is on the list goes through", () => {
  expect(buildEnvironment(base)).toEqual({ PATH: "/bin", HOME: "/home/me", LC_ALL: "C" });
});

test("more is taken over by name, and values that are given win", () => {
  const names = ["SSH_AUTH_SOCK", "NOT_SET"];
  expect(buildEnvironment(base, { names, values: { HOME: "/elsewhere", EXTRA: "1" } })).toEqual({
    PATH: "/bin",
    HOME: "/elsewhere",
    LC_ALL: "C",
    SSH_AUTH_SOCK: "/agent",
    EXTRA: "1",
  });
});

test("the mark that processes are found by cannot be set from outside", () => {
  expect(() => buildEnvironment(base, { values: { SPOOL_PROCESS: "x" } })).toThrow(/set by Spool alone/);
  expect(() => buildEnvironment(base, { names: ["SPOOL_PROCESS"] })).toThrow(/set by Spool alone/);
});
