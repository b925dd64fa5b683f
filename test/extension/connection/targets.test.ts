import { expect, test } from "vitest";
import { configuredRunners } from "../../../extension/common/connection/configured-runners.ts";
import { connectTarget } from "../../../extension/common/connection/connect-target.ts";
import { whereIsHere } from "../../../extension/common/connection/here.ts";
import { parseLink, threadLink } from "../../../extension/common/connection/link.ts";
import { localPortFor, tunnelCommand, tunnelHost, tunnelPort } from "../../../extension/common/connection/tunnel.ts";
import { toPairingUri } from "../../../shared/pairing.ts";

const token = `spool_${"a".repeat(43)}`;

test.each([
  ["127.0.0.1:7433", "http://127.0.0.1:7433"],
  [" http://BOX.example:7433/ ", "http://box.example:7433"],
  ["https://box", "https://box"],
  ["[::1]:7433", "http://[::1]:7433"],
])("%j is the address %s", (typed, origin) => {
  expect(connectTarget(typed)).toEqual({ kind: "address", origin });
});

test.each([
  ["", /needed/],
  ["ftp://box", /only http and https/],
  ["http://me:secret@box", /no user name or token/],
  ["http://box/trpc", /ends after the port/],
  ["http://box?x=1", /ends after the port/],
  ["vscode://spool.spool/pair?address=http://box:7433", /token/],
  ["vscode://spool.spool/pair?address=http://box:7433&token=short", /not an access token/],
])("%j is refused where a runner is asked for", (typed, words) => {
  expect(() => connectTarget(typed)).toThrow(words);
  expect(() => connectTarget(typed)).toThrow(expect.objectContaining({ code: "invalid_input" }));
});

test("a pairing link of any editor is taken where an address is asked for, and as a link", () => {
  const pairing = { address: "https://box.example:7433", token, name: "laptop" };
  for (const scheme of ["vscode", "vscodium", "cursor"]) {
    const link = toPairingUri({ ...pairing, scheme });
    expect(connectTarget(` ${link}\n`)).toEqual({ kind: "pairing", pairing });
    const query = link.slice(link.indexOf("?") + 1);
    expect(parseLink({ path: "/pair", query })).toEqual({ kind: "pair", pairing });
    expect(parseLink({ path: "/pair", query: decodeURIComponent(query) })).toEqual({ kind: "pair", pairing });
  }
});

test("a link to a thread comes back, and opens nothing else", () => {
  const link = new URL(threadLink("vscode", "http://127.0.0.1:7433", "thr_01abc"));
  expect(link.host + link.pathname).toBe("spool.spool/thread/thr_01abc");
  const found = { kind: "thread", origin: "http://127.0.0.1:7433", threadId: "thr_01abc" };
  const query = link.search.slice(1);
  expect(parseLink({ path: link.pathname.replace("//spool.spool", ""), query })).toEqual(found);
  expect(parseLink({ path: "/thread/thr_01abc", query: decodeURIComponent(query) })).toEqual(found);
  for (const [path, wrong] of [
    ["/thread/thr_01abc", ""],
    ["/thread/../../x", query],
    ["/thread/job_01abc", query],
    ["/approve/apr_1", query],
    ["/thread/thr_01abc", "runner=file%3A%2F%2Fx"],
    ["/thread/thr_01abc", `${query}&approve=1`],
    ["/thread/thr_01abc", "runner=http%3A%2F%2Fme%3Apw%40box"],
  ] as const) {
    expect(() => parseLink({ path, query: wrong })).toThrow(expect.objectContaining({ code: "invalid_input" }));
  }
});

test.each(["box", "me@box.example", "10.0.0.7", "fe80::1", "a_b-c.d"])("ssh may be given %s", (host) => {
  expect(tunnelHost(host)).toBe(host);
});

test.each([
  "-oProxyCommand=touch /tmp/x",
  "box; touch /tmp/x",
  "box && x",
  "$(x)",
  "`x`",
  "box|x",
  "box\nx",
  "box x",
  "me@-x",
  "box'",
  'box"',
  "box%x",
  "box>x",
  "ssh://box",
  "me@you@box",
  "bøx",
  "",
])("%j never gets into a shell", (host) => {
  expect(() => tunnelCommand({ host, localPort: 1, remotePort: 1 })).toThrow(
    expect.objectContaining({ code: "invalid_input" }),
  );
});

test("the tunnel's ends are loopback; its port here is one that no known runner has", () => {
  expect(tunnelCommand({ host: "me@box", localPort: 7434, remotePort: 7433 })).toBe(
    "ssh -N -L 127.0.0.1:7434:127.0.0.1:7433 me@box",
  );
  expect(localPortFor(7433, ["http://127.0.0.1:7433", "https://box:7434"])).toBe(7435);
  expect(localPortFor(7433, [])).toBe(7433);
  for (const typed of ["0", "65536", "1e3", "-1", "7433 ; x", ""]) expect(() => tunnelPort(typed)).toThrow(/a port is/);
});

test("settings that people write by hand: what fits is used, what does not is said", () => {
  const { runners, problems } = configuredRunners([
    { name: "box", address: "http://127.0.0.1:7433" },
    { name: " ", address: "https://other.example" },
    { name: "box again", address: "http://127.0.0.1:7433/" },
    { name: "broken", address: "http://x/y" },
    { address: 7 },
    "nonsense",
  ]);
  expect(runners).toEqual([
    { origin: "http://127.0.0.1:7433", name: "box again" },
    { origin: "https://other.example", name: "other.example" },
  ]);
  expect(problems).toHaveLength(3);
  expect(configuredRunners("nonsense")).toEqual({ runners: [], problems: [] });
});

test("the runner on this host is at the loopback of whoever runs the extension, or behind a port that VS Code forwards", () => {
  expect(whereIsHere(undefined, false)).toEqual({ kind: "direct" });
  expect(whereIsHere("ssh-remote", true)).toEqual({ kind: "direct" });
  expect(whereIsHere("ssh-remote", false)).toEqual({ kind: "forwarded", remote: "ssh-remote" });
});
