import { expect, test } from "vitest";
import { planSandbox, type SandboxProbe, type SandboxWants } from "../../runner/process/sandbox.ts";
import { tryLevels } from "../../runner/process/sandbox-probe.ts";

const wants: SandboxWants = { writable: ["/w/tree"], readOnly: [], hidden: [], network: true };
const missing = { available: false, reason: "not here" } as const;
const all: SandboxProbe = {
  bubblewrap: { available: true, argv: ["/bin/bwrap"] },
  namespace: { available: true, argv: ["/bin/unshare", "--pid"] },
};
const folders = (): "folder" => "folder";

test.each([
  ["auto", all, "bubblewrap"],
  ["require", all, "bubblewrap"],
  ["off", all, "none"],
  ["auto", { ...all, bubblewrap: missing }, "namespace"],
  ["auto", { bubblewrap: missing, namespace: missing }, "none"],
] as const)("%s takes the best that there is (%#)", (mode, probe, level) => {
  const plan = planSandbox(mode, probe, wants, folders);
  expect(plan.level).toBe(level);
  // Less than everything is always explained.
  expect(plan.reasons.length > 0).toBe(level !== "bubblewrap");
  expect(plan.argv.length > 0).toBe(level !== "none");
});

test("a required sandbox that is not there is an error that says why", () => {
  expect(() => planSandbox("require", { ...all, bubblewrap: missing }, wants, folders)).toThrow(/not here/);
});

test("the more specific path wins, in whatever order the paths are named", () => {
  const { argv } = planSandbox(
    "auto",
    all,
    {
      writable: ["/opt/spool/trees/1", "/opt/mirror"],
      readOnly: ["/opt/mirror/hooks"],
      hidden: ["/opt/spool", "/srv/elsewhere"],
      network: false,
      home: "/home/me",
    },
    folders,
  );
  const order = ["/opt", "/opt/spool", "/opt/mirror", "/opt/mirror/hooks", "/opt/spool/trees/1"].map((path) =>
    argv.indexOf(path),
  );
  expect(order).toEqual(order.toSorted((one, other) => one - other));
  expect(argv[argv.indexOf("/opt/spool") - 1]).toBe("--tmpfs");
  expect(argv[argv.indexOf("/opt/mirror/hooks") - 1]).toBe("--ro-bind");
  // Nothing shows it anyway, and covering it would need a place to stand on.
  expect(argv).not.toContain("/srv/elsewhere");
  expect(argv).toContain("--unshare-net");
});

test("a path that is to be protected and does not exist is refused, for the command could make it", () => {
  const protect = { ...wants, readOnly: ["/w/tree/missing"] };
  expect(() => planSandbox("auto", all, protect, (path) => (path.endsWith("missing") ? undefined : "folder"))).toThrow(
    /must be absolute and exist/,
  );
});

test("levels that are not installed or do not work say why", async () => {
  const probe = await tryLevels(undefined, "/bin/false");
  expect(probe.bubblewrap).toEqual({ available: false, reason: "bubblewrap (bwrap) is not installed" });
  expect(probe.namespace).toMatchObject({ available: false, reason: expect.stringContaining("unshare fails") });
});
