import { expect, test } from "vitest";
import { SpoolError } from "../../shared/errors.ts";
import { parsePairing, toPairingUri } from "../../shared/pairing.ts";

const token = `spool_${"aZ09_-".repeat(7)}x`;
const box = { address: "https://box.example:7433", token, name: "build-box" };

const links: [what: string, pairing: typeof box, read: Partial<typeof box>][] = [
  ["a name and a port", box, {}],
  ["loopback and a slash", { ...box, address: "http://127.0.0.1:7434/" }, { address: "http://127.0.0.1:7434" }],
  ["IPv6", { ...box, address: "http://[::1]:7433" }, {}],
  ["a name of another script", { ...box, name: "Größe 構築 箱" }, {}],
  ["marks that mean something in a query", { ...box, name: "a&b=c%d+e#f?g" }, { name: "a b c d e f g" }],
  ["a name that pretends", { ...box, name: "safe\u202Eelbisivni\nline\u0000 <b>" }, { name: "safe elbisivni line b" }],
  ["no name", { ...box, name: " \u200B " }, { name: "box.example" }],
  ["a very long name", { ...box, name: "x".repeat(500) }, { name: "x".repeat(60) }],
];
for (const [what, pairing, read] of links) {
  test(`a link with ${what} is read as it was written, also by an editor that decodes the query first`, () => {
    const uri = toPairingUri(pairing);
    expect(uri).toMatch(/^vscode:\/\/spool\.spool\/pair\?address=[^&]+&token=[^&]+&name=[^&]+$/);
    const { search } = new URL(uri);
    expect(parsePairing(search)).toEqual({ ...pairing, ...read });
    expect(parsePairing(decodeURIComponent(search.slice(1)))).toEqual({ ...pairing, ...read });
  });
}

test("another editor has another scheme; what is no scheme is refused", () => {
  expect(toPairingUri({ ...box, scheme: "vscode-insiders" })).toMatch(/^vscode-insiders:\/\/spool\.spool\/pair\?/);
  expect(() => toPairingUri({ ...box, scheme: "java script" })).toThrow("scheme");
});

const query = (change: Partial<typeof box>) => new URLSearchParams({ ...box, ...change }).toString();
const wrong: [what: string, query: string, field: string][] = [
  ["nothing", "", "query"],
  ["another protocol", query({ address: "file:///etc/passwd" }), "address"],
  ["a script", query({ address: "javascript:alert(1)" }), "address"],
  ["credentials", query({ address: "https://me:secret@box.example" }), "address"],
  ["an empty user", query({ address: "https://@box.example" }), "address"],
  ["a path", query({ address: "https://box.example/spool" }), "address"],
  ["an empty query", query({ address: "https://box.example?" }), "address"],
  ["a fragment", query({ address: "https://box.example/#x" }), "address"],
  ["a backslash", query({ address: "https:\\\\box.example" }), "address"],
  ["a line break", query({ address: "https://box.exa\nmple" }), "address"],
  ["a port that is none", query({ address: "https://box.example:99999" }), "address"],
  ["no host", query({ address: "https://" }), "address"],
  ["no address", `token=${token}`, "address"],
  ["a short token", query({ token: "spool_abc" }), "token"],
  ["another secret", query({ token: `ghp_${"a".repeat(45)}` }), "token"],
  ["a token and more", query({ token: `${token}\r\nX-Evil: 1` }), "token"],
  ["two addresses", `${query({})}&address=https://evil.example`, "address"],
  ["something else", `${query({})}&redirect=x`, "query"],
  ["a broken encoding", "address=%E0%A4%A", "address"],
  ["far too much", query({ name: "x".repeat(3_000) }), "query"],
];
for (const [what, text, field] of wrong) {
  test(`a link with ${what} is refused, says what is wrong, and quotes no secret`, () => {
    let error: unknown;
    try {
      parsePairing(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: "invalid_input", details: { field } });
    if (!SpoolError.is(error)) return;
    expect(`${error.message} ${error.hint} ${JSON.stringify(error.details)}`).not.toMatch(/secret|spool_a|ghp_/);
  });
}
