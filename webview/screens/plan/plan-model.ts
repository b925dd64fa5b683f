import type { ForecastView } from "../../../shared/forecast.ts";
import type { DecisionOutcome, PlanDraft, PlanPanelOpened, PlanRecord } from "../../../shared/panels/plan.ts";
import type { PanelConnection } from "../../../shared/panels/thread.ts";
import { carryOver, emptyDraft, isEmptyDraft, merged } from "./draft.ts";

/** Kept over a reload: what is shown, what was read, what is half written. Nothing of it can be asked of the runner alone. */
export interface PlanScreenState {
  /** Of the panel, from its host. */
  approvalId: string;
  shown: { approvalId: string; revision: string };
  /** Revisions that were on the screen to their end, the last one last. */
  read: { approvalId: string; revision: string }[];
  /** By approval; `saved` once the runner has it. */
  drafts: Record<string, { draft: PlanDraft; saved: boolean }>;
  scrollTop: number;
}

export interface ModelOptions {
  kept: Partial<PlanScreenState>;
  /** Called with what changed of what is kept. */
  keep: (changes: Partial<PlanScreenState>) => void;
  /** Called when the draft of a plan is to be kept elsewhere, too. Null: it is no more. */
  save: (approvalId: string, draft: PlanDraft | null) => void;
}

/** Read plans that are remembered: only the last ones are ever compared with. */
const rememberedReads = 20;

type Opened = Extract<PlanPanelOpened, { kind: "plan" }>;

/**
 * What the plan panel knows. The plan that is shown stays the one that is shown, whatever comes: only the person goes to
 * another, and what they had written goes with them.
 */
export class PlanModel {
  readonly thread: Opened["thread"];
  connection: PanelConnection;
  /** Of jobs like this one; undefined until it is known. */
  forecast: ForecastView | undefined;
  /** As it was when it was put up; its status follows what is decided. */
  shown: PlanRecord;
  /** What the changes are shown against; null when there is nothing older. */
  base: PlanRecord | null = null;
  #plans: PlanRecord[];
  #read: PlanScreenState["read"];
  #drafts: PlanScreenState["drafts"];
  readonly #options: ModelOptions;

  constructor(opened: Opened, options: ModelOptions) {
    const { kept } = options;
    this.#options = options;
    this.thread = opened.thread;
    this.connection = opened.connection;
    this.#plans = opened.plans;
    this.#read = kept.read ?? [];
    this.#drafts = { ...kept.drafts };
    this.#takeDrafts(opened.drafts);
    const { shown, approvalId } = kept;
    const first = this.#find(shown?.approvalId) ?? this.#find(approvalId) ?? opened.plans.at(-1);
    if (!first) throw new Error("a panel of no plan");
    this.shown = first;
    this.#put(first);
  }

  get plans(): readonly PlanRecord[] {
    return this.#plans;
  }

  /** What is to be decided on instead of what is shown. */
  get newer(): PlanRecord | undefined {
    const newest = this.#plans.at(-1);
    return newest && !isSameRevision(newest, this.shown) ? newest : undefined;
  }

  get isRead(): boolean {
    return this.#read.some((one) => isSameRevision(one, this.shown));
  }

  get draft(): PlanDraft {
    return this.#draftOf(this.shown);
  }

  setPlans(plans: PlanRecord[]): void {
    this.#plans = plans;
    const fresh = this.#find(this.shown.approvalId);
    if (fresh && isSameRevision(fresh, this.shown)) this.shown = fresh;
  }

  /** What came of a decision on the plan that is shown. Resolved with true when it was this person's that counted. */
  settle({ kind, plans }: DecisionOutcome): boolean {
    const decided = this.shown;
    this.setPlans(plans);
    if (kind !== "decided") return false;
    this.#forget(decided);
    return true;
  }

  /** The person goes to this plan, and what was not sent of what they wrote on older ones comes along. */
  show(approvalId: string): void {
    const record = this.#find(approvalId);
    if (record) this.#put(record, this.shown);
  }

  /** Against which other plan changes are shown. */
  compareWith(approvalId: string | null): void {
    this.base = approvalId === null ? null : (this.#find(approvalId) ?? null);
  }

  markRead(): void {
    if (this.isRead) return;
    const { approvalId, revision } = this.shown;
    this.#read = [...this.#read, { approvalId, revision }].slice(-rememberedReads);
    this.#options.keep({ read: this.#read });
  }

  write(change: (draft: PlanDraft) => PlanDraft): void {
    this.#write(this.shown, change(this.draft));
  }

  discardDraft(): void {
    this.#forget(this.shown);
  }

  /** A draft has come to the runner; what was written since then has not. */
  markSaved(approvalId: string, draft: PlanDraft | null): void {
    const { [approvalId]: known, ...others } = this.#drafts;
    if (!known) return;
    if (draft === null && isEmptyDraft(known.draft)) this.#keepDrafts(others);
    if (known.draft === draft) this.#keepDrafts({ ...others, [approvalId]: { draft, saved: true } });
  }

  #find(approvalId: string | undefined): PlanRecord | undefined {
    return this.#plans.find((record) => record.approvalId === approvalId);
  }

  #put(record: PlanRecord, from?: PlanRecord): void {
    const before = from ?? this.shown;
    this.shown = record;
    this.base = this.#baseOf(record, before);
    if (record.status === "pending" && record === this.#plans.at(-1)) this.#gather(record, before);
    const { approvalId, revision } = record;
    this.#options.keep({ shown: { approvalId, revision } });
  }

  /** The plan that the person read last before this one, else the one that was asked before it. */
  #baseOf(record: PlanRecord, before: PlanRecord): PlanRecord | null {
    if (before.approvalId === record.approvalId && before.revision !== record.revision) return before;
    const index = this.#plans.indexOf(record);
    const older = this.#plans.slice(0, Math.max(0, index));
    const read = older.findLast((one) => this.#read.some((other) => isSameRevision(one, other)));
    return read ?? older.at(-1) ?? null;
  }

  /** Brings what was written on older plans, or on an older revision of this one, to this one. */
  #gather(record: PlanRecord, before: PlanRecord): void {
    const { plan, revision, approvalId } = record;
    if (!plan) return;
    let draft = this.#drafts[approvalId]?.draft ?? emptyDraft(revision);
    if (draft.revision !== revision) {
      const known = before.approvalId === approvalId && before.revision === draft.revision ? before.plan : null;
      draft = carryOver(draft, { revision, plan, before: known });
    }
    for (const older of this.#plans.slice(0, -1)) {
      const written = this.#drafts[older.approvalId]?.draft;
      if (!written || isEmptyDraft(written)) continue;
      draft = merged(draft, carryOver(written, { revision, plan, before: older.plan }));
      this.#forget(older);
    }
    if (!isEmptyDraft(draft) && draft !== this.#drafts[approvalId]?.draft) this.#write(record, draft);
  }

  /** What was not saved here is newer than what the runner has. */
  #takeDrafts(drafts: Record<string, PlanDraft> | null): void {
    if (!drafts) return;
    for (const [approvalId, { saved }] of Object.entries(this.#drafts)) if (saved) delete this.#drafts[approvalId];
    for (const [approvalId, draft] of Object.entries(drafts)) this.#drafts[approvalId] ??= { draft, saved: true };
    for (const [approvalId, { draft, saved }] of Object.entries(this.#drafts))
      if (!saved) this.#options.save(approvalId, isEmptyDraft(draft) ? null : draft);
  }

  #draftOf({ approvalId, revision }: PlanRecord): PlanDraft {
    return this.#drafts[approvalId]?.draft ?? emptyDraft(revision);
  }

  #write({ approvalId }: PlanRecord, draft: PlanDraft): void {
    this.#keepDrafts({ ...this.#drafts, [approvalId]: { draft, saved: false } });
    this.#options.save(approvalId, isEmptyDraft(draft) ? null : draft);
  }

  #forget({ approvalId }: PlanRecord): void {
    const { [approvalId]: gone, ...others } = this.#drafts;
    if (!gone) return;
    this.#keepDrafts(others);
    this.#options.save(approvalId, null);
  }

  #keepDrafts(drafts: PlanScreenState["drafts"]): void {
    this.#drafts = drafts;
    this.#options.keep({ drafts });
  }
}

function isSameRevision(
  one: { approvalId: string; revision: string },
  other: { approvalId: string; revision: string },
): boolean {
  return one.approvalId === other.approvalId && one.revision === other.revision;
}
