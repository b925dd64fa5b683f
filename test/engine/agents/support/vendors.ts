import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { programs } from "../../../agents/install.ts";
import { anthropicStub } from "../../../agents/stub/anthropic.ts";
import { geminiStub } from "../../../agents/stub/gemini.ts";
import { openaiStub } from "../../../agents/stub/openai.ts";
import type { StubServer } from "../../../agents/stub/server.ts";

/** Agents of the test configuration that are a vendor's own program. */
export const vendors = ["claude", "codex", "codex-exec", "gemini"] as const;
export type Vendor = (typeof vendors)[number];
/** Those that can be asked, told more while they work, and asked to stop. */
export const conversing = ["claude", "codex", "gemini"] as const satisfies Vendor[];

export interface ModelServers extends AsyncDisposable {
  of(vendor: Vendor): StubServer;
}

export async function startModelServers(): Promise<ModelServers> {
  const [anthropic, openai, google] = await Promise.all([anthropicStub(), openaiStub(), geminiStub()]);
  const servers = { claude: anthropic, codex: openai, "codex-exec": openai, gemini: google };
  return {
    of: (vendor) => servers[vendor],
    async [Symbol.asyncDispose]() {
      for (const server of [anthropic, openai, google]) await server[Symbol.asyncDispose]();
    },
  };
}

/** The key that every agent gets, under this name in the environment that the configuration is read with. */
export const keyName = "STUB_KEY";

function codexConfiguration(url: string): string {
  return [
    'model = "gpt-5.5"',
    'model_provider = "stub"',
    "[model_providers.stub]",
    'name = "stub"',
    `base_url = "${url}/v1"`,
    `env_key = "${keyName}"`,
    'wire_api = "responses"',
    "request_max_retries = 0",
    "stream_max_retries = 0",
    "",
  ].join("\n");
}

/**
 * The vendors' programs as the configuration names them, at home in `home`. `urlOf` says where each one's model is: the
 * stubs, or an address where nobody listens. `names` puts a word behind each agent's name.
 */
export async function vendorAgents(
  home: string,
  urlOf: (vendor: Vendor) => string,
  suffix = "",
): Promise<Record<string, object>> {
  const codexHome = join(home, `.codex${suffix}`);
  await mkdir(codexHome, { recursive: true });
  await writeFile(join(codexHome, "config.toml"), codexConfiguration(urlOf("codex")));
  const key = `$${keyName}`;
  const codex = { adapter: "codex", command: [programs.codex] };
  const codexEnvironment = { HOME: home, CODEX_HOME: codexHome, [keyName]: key };
  // By its bare name and a link outside PATH, as the vendor's own installer leaves it.
  const tools = join(home, ".local/bin");
  await mkdir(tools, { recursive: true });
  if (suffix === "") await symlink(programs.claude, join(tools, "claude"));
  const path = `${tools}:${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`;
  // Those that are refused share nothing with those that are not.
  const account = (vendor: Vendor) => (suffix === "" ? {} : { account: `${vendor}${suffix}` });
  return {
    [`claude${suffix}`]: {
      adapter: "claude",
      ...account("claude"),
      command: ["claude"],
      env: {
        HOME: home,
        PATH: path,
        CLAUDE_CONFIG_DIR: join(home, ".claude"),
        ANTHROPIC_BASE_URL: urlOf("claude"),
        ANTHROPIC_API_KEY: key,
        CLAUDE_CODE_MAX_RETRIES: "0",
      },
    },
    [`codex${suffix}`]: { ...codex, ...account("codex"), env: codexEnvironment },
    [`codex-exec${suffix}`]: { ...codex, ...account("codex-exec"), protocol: "exec", env: codexEnvironment },
    [`gemini${suffix}`]: {
      adapter: "acp",
      ...account("gemini"),
      preset: "gemini",
      command: [process.execPath, programs.gemini, "--acp"],
      env: {
        HOME: home,
        PATH: path,
        GEMINI_API_KEY: key,
        GOOGLE_GEMINI_BASE_URL: urlOf("gemini"),
        // A second start of itself, for a larger heap, takes three seconds; the adapter's own tests leave it on.
        GEMINI_CLI_NO_RELAUNCH: "true",
      },
    },
  };
}
