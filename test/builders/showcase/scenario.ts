import type { Scenario, ScenarioStep } from "../../../runner/agents/scripted/scenario.ts";

const usage = (costUsd: number, turns: number): ScenarioStep => ({
  usage: { input: 18_400, cachedInput: 151_000, output: 3_900, costUsd, turns },
});

/** What the agents of the showcase do, by what they are asked for. `gate`: what those wait for that are to stay at work. */
export function showcaseScenario(gate: string, limitEnds: number): Scenario {
  return {
    cases: [
      { when: { instruction: "cache invalidation", attempt: 1 }, steps: firstCacheAttempt },
      { when: { instruction: "cache invalidation" }, steps: secondCacheAttempt },
      { when: { instruction: "login test" }, steps: [...flakyLogin, { wait: gate }, { say: "Done." }] },
      { when: { instruction: "retry queue" }, steps: [...planning, { wait: gate }, { say: "Planned." }] },
      { when: { instruction: "Node 24" }, steps: upgrade },
      { when: { instruction: "billing" }, steps: rename },
      {
        when: { instruction: "YAML" },
        steps: [{ fail: { failure: "rate_limit", message: "usage limit reached", resetAt: limitEnds } }],
      },
      { when: { instruction: "health check" }, steps: healthCheck },
      { when: { instruction: "CI" }, steps: fixCi },
      { when: { instruction: "README" }, steps: readme },
      { steps: [{ say: "There is nothing to do." }] },
    ],
  };
}

const firstCacheAttempt: ScenarioStep[] = [
  { say: "I'll look at how `UserCache` is filled, and at who knows that a user has changed." },
  { run: "cat src/cache/user.js src/cache/ttl.js" },
  { run: "grep -rn ttlMs src" },
  {
    plan: [
      { text: "Find who knows that a user has changed", status: "completed" },
      { text: "Drop the entry when the store says so", status: "in_progress" },
      { text: "Cover it with a test that fails today", status: "pending" },
    ],
  },
  {
    say: 'The store already emits **`user.updated`**. So the cache needs no time to live:\n\n1. listen to the store,\n2. drop the entry by its id,\n3. cover it with a test.\n\n```js\nstore.on("user.updated", ({ id }) => cache.drop(id));\n```',
  },
  {
    write: {
      path: "src/cache/listener.js",
      content:
        '/** Entries go when the user they hold changes. */\nexport function listen(store, cache) {\n  return store.on("user.updated", ({ id }) => cache.drop(id));\n}\n',
    },
  },
  {
    write: {
      path: "test/cache/user.test.js",
      content:
        'import { UserCache } from "../../src/cache/user.js";\n\ntest("a changed user is seen at once", () => {\n  const store = new FakeStore();\n  const cache = new UserCache(store);\n  store.write({ id: 1, name: "Grace" });\n  assert.equal(cache.get(1).name, "Grace");\n});\n',
    },
  },
  usage(0.41, 6),
];

const secondCacheAttempt: ScenarioStep[] = [
  { say: "The test reads an entry that was filled before the listener was there: the time to live has to go, too." },
  {
    edit: {
      path: "src/cache/user.js",
      find: 'import { ttlMs } from "./ttl.js";\n',
      replace: 'import { listen } from "./listener.js";\n',
    },
  },
  {
    edit: {
      path: "src/cache/user.js",
      find: "    if (entry && this.now() - entry.at < ttlMs) return entry.user;\n",
      replace: "    if (entry) return entry.user;\n",
    },
  },
  {
    edit: {
      path: "src/cache/user.js",
      find: "    this.now = now;\n  }\n",
      replace:
        "    this.now = now;\n    listen(store, this);\n  }\n\n  drop(id) {\n    this.#entries.delete(id);\n  }\n",
    },
  },
  { delete: "src/cache/ttl.js" },
  { say: "`ttl.js` has no user left, so I removed it. The tests should pass now." },
  // Of the whole session, as agents report it that go on.
  usage(0.84, 11),
];

const flakyLogin: ScenarioStep[] = [
  { say: "The test waits for a second and hopes that the session has ended by then." },
  { run: "cat test/login/session.test.js src/login/session.js" },
  {
    edit: {
      path: "src/login/session.js",
      find: "export function expired(session, now) {\n  return now > session.createdAt + 1000;",
      replace:
        "export const lifetimeMs = 1000;\n\nexport function expired(session, now) {\n  return now >= session.createdAt + lifetimeMs;",
    },
  },
  { say: "Now the test can move the clock instead of waiting for it." },
  { run: "scripts/test" },
  usage(0.19, 3),
];

const planning: ScenarioStep[] = [
  {
    say: "`drain` replaces the list after its loop: whatever was pushed while it ran is gone. I'll plan the change first.",
  },
  { run: "cat src/queue/retry.js" },
  usage(0.12, 2),
];

const upgrade: ScenarioStep[] = [
  { say: "`package.json` asks for Node 20. `lru-cache` 9 does not know Node 24; 11 does." },
  { edit: { path: "package.json", find: '">=20"', replace: '">=24"' } },
  {
    ask: {
      title: "npm install lru-cache@11",
      allowed: [{ say: "Installed." }],
      denied: [{ say: "Then without it." }],
    },
  },
];

const rename: ScenarioStep[] = [
  { say: "I'll move `src/billing` to `src/invoices`." },
  { run: "mkdir src/invoices && git mv src/billing/invoice.js src/invoices/invoice.js" },
  usage(0.22, 3),
];

const healthCheck: ScenarioStep[] = [
  { say: "A plain `GET /healthz` that says whether the store answers." },
  {
    write: {
      path: "src/health.js",
      content: "export async function health(store) {\n  return { ok: await store.ping() };\n}\n",
    },
  },
  usage(0.08, 2),
];

const fixCi: ScenarioStep[] = [
  { say: "The runner image has no `make` any more." },
  { write: { path: ".ci/run", content: "#!/bin/sh\nset -eu\nscripts/lint\nscripts/test\n" } },
  usage(0.11, 2),
];

const readme: ScenarioStep[] = [
  { edit: { path: "README.md", find: "# Shop", replace: "# Shop\n\nRun it with `node src/main.js`." } },
  usage(0.03, 1),
];
