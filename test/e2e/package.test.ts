import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { packExtension } from "../../.dev/pack-extension.ts";
import { packRunner } from "../../.dev/pack-runner.ts";
import { discoverRunner, readDiscovery } from "../../runner/client/discovery.ts";
import { temporaryDirectory } from "../builders/directory.ts";
import { makeRepository } from "../builders/git-repository.ts";
import { until } from "../chaos/until.ts";
import { installRunner } from "../package/install-runner.ts";
import { type Bench, startBench } from "./harness/bench.ts";
import { connectTo } from "./harness/cockpit.ts";
import { runFromPalette } from "./harness/palette.ts";
import { multiDiffEntry, quickPickRow, treeRow, view } from "./harness/parts.ts";
import { supported } from "./runtime/versions.ts";

// What a new user does: npm puts the runner on the box, VS Code installs the package, and the two meet.
describe.skipIf(!supported)("both packages, installed", () => {
  const made = new AsyncDisposableStack();
  let bench: Bench;
  let spool: (...args: string[]) => Promise<string>;

  beforeAll(async () => {
    const { path: folder } = made.use(await temporaryDirectory());
    const [vsix, tarball] = ["spool.vsix", "spool.tgz"].map((name) => join(folder, name)) as [string, string];
    await Promise.all([packExtension(vsix), packRunner(tarball)]);
    const { program, environment } = await installRunner(tarball, folder);
    const options = { env: environment, extendEnv: false };
    spool = async (...args) => (await execa(program, args, options)).stdout;
    const data = join(environment["HOME"] ?? "", ".spool");
    await mkdir(data, { mode: 0o700 });
    const agent = join(folder, "agent.sh");
    await writeFile(agent, "#!/bin/sh\ncat > /dev/null\necho 'made by the agent' > made.txt\n");
    await chmod(agent, 0o755);
    await makeRepository(join(folder, "repository"), { "README.md": "hello\n" });
    const config = {
      server: { listen: "127.0.0.1:0" },
      agents: { maker: { adapter: "command", command: [agent] } },
      projects: [{ name: "sample", repo: join(folder, "repository"), worktrees: { pool: 0 } }],
    };
    await writeFile(join(data, "spool.yml"), stringify(config), { mode: 0o600 });
    const serving = execa(program, ["serve"], { ...options, reject: false, stdio: "ignore" });
    made.defer(async () => {
      serving.kill("SIGTERM");
      await serving;
    });
    await until("the runner", () => readDiscovery(data));
    bench = made.use(await startBench({ version: "newest", extension: { vsix } }));
    await connectTo(bench.window, await discoverRunner(data));
  }, 300_000);

  afterAll(() => made.disposeAsync());

  test("a thread is started on the box, seen in VS Code, and its work opened there", async () => {
    const { page } = bench.window;
    await spool("thread", "start", "--project", "sample", "--title", "Make a file", "Make one, please");
    await treeRow(view(page, "Threads"), "Make a file").filter({ hasText: "+1" }).waitFor();
    await runFromPalette(page, "Spool: Open Changes");
    await quickPickRow(page, "Make a file").click();
    await multiDiffEntry(page, "made.txt").locator(".view-line", { hasText: "made by the agent" }).first().waitFor();
    const listed = await spool("thread", "list", "--json");
    expect(JSON.parse(listed)).toMatchObject({ threads: [{ status: "idle" }] });
  });

  test("it is the package that runs, and nothing was out of order", async () => {
    const { observed } = bench.window;
    const place = await bench.window.evaluate((vscode) => vscode.extensions.getExtension("spool.spool")?.extensionPath);
    expect(place).toMatch(/\/extensions\/spool\.spool-\d/);
    expect(observed.policyViolations).toEqual([]);
    expect(observed.webviewErrors).toEqual([]);
    expect(observed.outsideRequests).toEqual([]);
  });
});
