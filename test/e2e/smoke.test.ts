import { describe, expect, test } from "vitest";
import { useBench } from "./harness/suite.ts";
import { supported } from "./runtime/versions.ts";

describe.skipIf(!supported).each([
  { version: "newest", vscode: "1.139.1", node: /^v24\./ },
  { version: "oldest", vscode: "1.103.2", node: /^v22\./ },
] as const)("VS Code $vscode", ({ version, vscode, node }) => {
  const bench = useBench({ version, extension: "none" });

  test("comes up and asks nobody outside", async () => {
    const { window, code } = bench();
    expect(window.host().vscode).toBe(vscode);
    expect(window.host().node).toMatch(node);
    expect(await window.evaluate((api) => api.env.appHost)).toBe("server-distro");
    expect(window.observed.outsideRequests).toEqual([]);
    expect(window.observed.policyViolations).toEqual([]);
    expect(code.hosts.connections).toEqual([]);
  });

  test("gets a new extension host when it is loaded anew", async () => {
    const { window } = bench();
    const before = window.host().pid;
    await window.reload();
    expect(window.host().pid).not.toBe(before);
  });
});
