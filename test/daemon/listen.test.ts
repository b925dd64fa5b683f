import { once } from "node:events";
import { spawn } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../builders/directory.ts";

const program = join(import.meta.dirname, "../../dist/runner/spool.js");

async function serve(server: string, listen: string): Promise<{ code: number; stderr: string }> {
  await using directory = await temporaryDirectory();
  const config = join(directory.path, "spool.yml");
  await writeFile(config, `runtime: { data_dir: ${join(directory.path, "data")} }\nserver: ${server}\n`);
  const child = spawn(process.execPath, [program, "serve", "--config", config, "--listen", listen], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { HOME: directory.path, PATH: process.env["PATH"] },
  });
  // One that starts after all is told to stop by its own first words.
  child.stderr.on("data", (chunk: Buffer) => {
    if (chunk.includes("runner started")) child.kill("SIGTERM");
  });
  const ended = once(child, "exit") as Promise<[number]>;
  const stderr = await text(child.stderr);
  const [code] = await ended;
  return { code, stderr };
}

test("--listen does not open the runner to other machines in clear text", async () => {
  const refused = await serve("{}", "0.0.0.0:0");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("this address can be reached from other machines, and there is no TLS");
  expect(refused.stderr).toContain("server.allow_remote: true");
  expect(refused.stderr).not.toContain("runner started");
});

test("--listen takes what the configuration allows, and loopback always", async () => {
  expect((await serve("{ allow_remote: true }", "0.0.0.0:0")).stderr).toContain("runner started");
  expect((await serve("{}", "127.0.0.1:0")).stderr).toContain("runner started");
});

test("--listen without a port, or with a name that is half an address, is refused", async () => {
  for (const wrong of ["7433", "127.1:7433", "localhost:99999"]) {
    expect(await serve("{}", wrong)).toMatchObject({ code: 2 });
  }
});

test("a taken port is called that, and what else cannot be listened on says why", async () => {
  await using server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const taken = await serve("{}", `127.0.0.1:${port}`);
  expect(taken).toMatchObject({ code: 8 });
  expect(taken.stderr).toContain(`cannot listen on 127.0.0.1:${port}: the port is taken`);
  const foreign = await serve("{ allow_remote: true }", "192.0.2.1:0");
  expect(foreign.stderr).toContain("cannot listen on 192.0.2.1:0: this machine has no such address");
});
