import { expect, test } from "vitest";
import { contractOf, deviations, filesOf } from "../../../runner/gates/contract/contract.ts";
import type { Approval } from "../../../shared/model/approval.ts";
import { approval } from "../../../shared/model/approval.ts";
import type { ContractQuestion, TouchedPath } from "../../../shared/model/contract.ts";
import { samplePlan } from "../../builders/approvals.ts";

type Decided = Pick<Approval, "id" | "kind" | "status" | "payload">;

function plan(id: string, status: Approval["status"], paths: readonly string[]): Decided {
  const filesToTouch = paths.map((path) => ({ path, change: "changed" as const, reason: "" }));
  return { id, kind: "plan", status, payload: approval.shape.payload.parse(samplePlan({ filesToTouch })) };
}

function deviation(status: Approval["status"], files: readonly TouchedPath[]): Decided {
  const question: ContractQuestion = {
    files: files.map((file) => ({ ...file, change: "modified", additions: 1, deletions: 0 })),
    source: "checkpoint",
    planId: "apr_1",
  };
  return { id: "apr_9", kind: "contract", status, payload: approval.shape.payload.parse(question) };
}

function outside(approvals: readonly Decided[], touched: readonly (string | TouchedPath)[]): string[] | undefined {
  const contract = contractOf(approvals);
  const paths = touched.map((path) => (typeof path === "string" ? { path } : path));
  return contract && deviations(contract, paths).map(({ path }) => path);
}

test("without an approved plan there is no contract", () => {
  expect(contractOf([])).toBeUndefined();
  for (const status of ["pending", "rejected", "changes_requested", "cancelled", "expired"] as const) {
    expect(contractOf([plan("apr_1", status, ["a"])])).toBeUndefined();
  }
  expect(contractOf([deviation("approved", [{ path: "a" }])])).toBeUndefined();
});

test("the newest approved plan counts alone", () => {
  const approvals = [
    plan("apr_1", "approved", ["a"]),
    plan("apr_2", "approved", ["b"]),
    plan("apr_3", "rejected", ["c"]),
  ];
  expect(contractOf(approvals)?.planId).toBe("apr_2");
  expect(outside(approvals, ["a", "b", "c"])).toEqual(["a", "c"]);
});

test("what was granted belongs to it, also to a plan that was made later; what is asked or refused does not", () => {
  const approvals = [
    plan("apr_1", "approved", ["a"]),
    deviation("approved", [{ path: "granted" }]),
    deviation("rejected", [{ path: "refused" }]),
    deviation("pending", [{ path: "asked" }]),
  ];
  expect(outside(approvals, ["granted", "refused", "asked"])).toEqual(["refused", "asked"]);
  expect(outside([...approvals, plan("apr_2", "approved", ["b"])], ["a", "b", "granted"])).toEqual(["a"]);
  expect(filesOf(approvals, "rejected").map(({ path }) => path)).toEqual(["refused"]);
});

test("a plan that allows nothing, or can no longer be read, makes everything a deviation", () => {
  expect(outside([plan("apr_1", "approved", [])], ["a"])).toEqual(["a"]);
  expect(outside([{ id: "apr_1", kind: "plan", status: "approved", payload: { title: "x" } }], ["a"])).toEqual(["a"]);
  const damaged: Decided = { id: "apr_2", kind: "contract", status: "approved", payload: { files: "all" } };
  expect(outside([plan("apr_1", "approved", ["a"]), damaged], ["a", "b"])).toEqual(["b"]);
});

test.each<[string, string[], (string | TouchedPath)[], string[]]>([
  ["the same file", ["src/a.ts"], ["src/a.ts"], []],
  ["another case", ["src/a.ts"], ["src/A.ts", "SRC/a.ts"], ["src/A.ts", "SRC/a.ts"]],
  ["a dot-file", ["src/a.ts"], [".env", "src/.a.ts"], [".env", "src/.a.ts"]],
  ["a dot-file that is named", [".github/workflows/x.yml"], [".github/workflows/x.yml"], []],
  ["a directory allows nothing in it", ["src"], ["src/a.ts"], ["src/a.ts"]],
  ["nor does the beginning of a name", ["src/a.ts"], ["src/a.tsx", "src/a.ts/b"], ["src/a.tsx", "src/a.ts/b"]],
  ["a pattern is a name like any other", ["src/*"], ["src/a.ts", "src/*"], ["src/a.ts"]],
  ["both sides of a rename", ["new.ts"], ["old.ts", "new.ts"], ["old.ts"]],
  ["one letter in two spellings", ["\u00E9.ts"], ["\u00E9.ts", "e\u0301.ts"], ["e\u0301.ts"]],
  ["spaces and line ends in names", ["a b\nc"], ["a b\nc", "a b", "a b\nc "], ["a b", "a b\nc "]],
  ["bytes that only look like a name", ["a\\xff"], [{ path: "a\\xff", raw: "Yf8=" }, "a\\xff"], ["a\\xff"]],
  ["names of the language itself", ["a"], ["__proto__", "constructor"], ["__proto__", "constructor"]],
])("%s", (_name, planned, touched, expected) => {
  expect(outside([plan("apr_1", "approved", planned)], touched)).toEqual(expected);
});

test("bytes that were granted are the same bytes again", () => {
  const name = { path: "a\\xff", raw: "Yf8=" };
  const approvals = [plan("apr_1", "approved", []), deviation("approved", [name])];
  expect(outside(approvals, [name, { path: "a\\xff", raw: "Yf4=" }, "a\\xff"])).toEqual(["a\\xff", "a\\xff"]);
});
