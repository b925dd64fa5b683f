import { describe, expect, test } from "vitest";
import { openActivity } from "./harness/activity.ts";
import { view } from "./harness/parts.ts";
import { useBench } from "./harness/suite.ts";
import { supported } from "./runtime/versions.ts";

describe.skipIf(!supported).each([
  { version: "newest", vscode: "1.139.1", node: /^v24\./ },
  { version: "oldest", vscode: "1.103.2", node: /^v22\./ },
] as const)("VS Code $vscode", ({ version, vscode, node }) => {
  const bench = useBench({ version, extension: "folder" });

  test("comes up and asks nobody outside", async () => {
    const { window, code } = bench();
    expect(window.host().vscode).toBe(vscode);
    expect(window.host().node).toMatch(node);
    expect(await window.evaluate((api) => api.env.appHost)).toBe("server-distro");
    expect(window.observed.outsideRequests).toEqual([]);
    expect(window.observed.policyViolations).toEqual([]);
    expect(code.hosts.connections).toEqual([]);
  });

  test("has Spool's views, without an error", async () => {
    const { window } = bench();
    await openActivity(window.page, "Spool");
    await view(window.page, "Threads").getByText("Connect to Runner").waitFor();
    // Its views are drawn from the manifest, before it is there.
    const isActive = () => window.evaluate((api) => api.extensions.getExtension("spool.spool")?.isActive);
    await expect.poll(isActive, { timeout: 10_000 }).toBe(true);
    expect(window.observed.webviewErrors).toEqual([]);
    expect(window.observed.workbenchErrors.filter((text) => /spool/i.test(text))).toEqual([]);
  });
});
