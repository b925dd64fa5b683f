import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { visiblePrograms } from "../../runner/daemon/visible-programs.ts";
import { temporaryDirectory } from "../builders/directory.ts";

test("a bare name that is a link shows the folder of the program itself", async () => {
  // Not in memory, which is below /dev: that is the system's.
  await using home = await temporaryDirectory("/var/tmp");
  const [tools, versions] = [join(home.path, ".local/bin"), join(home.path, ".local/share/agent/versions")];
  for (const folder of [tools, versions]) await mkdir(folder, { recursive: true });
  await writeFile(join(versions, "2.1"), "#!/bin/sh\n");
  await chmod(join(versions, "2.1"), 0o755);
  await symlink(join(versions, "2.1"), join(tools, "agent"));
  expect(visiblePrograms(["agent", "--acp"], `/usr/bin:${tools}`, home.path)).toEqual([tools, versions]);
  expect(visiblePrograms(["nowhere"], "/usr/bin", home.path)).toEqual([]);
});
