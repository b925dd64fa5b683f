import type { AgentEvent } from "../port.ts";
import { at, idAt, listAt, textAt } from "../reading.ts";
import { titleText } from "../wording.ts";

type PlanEvent = Extract<AgentEvent, { kind: "plan" }>;
type Status = PlanEvent["entries"][number]["status"];

function statusOf(value: string | undefined): Status {
  return value === "in_progress" || value === "completed" ? value : "pending";
}

/** The agent's own list of steps, kept either as one list (TodoWrite) or task by task (TaskCreate, TaskUpdate). */
export interface TaskList {
  /** A plan event if the result of a tool changed the list. */
  changed(toolUseResult: unknown): PlanEvent | undefined;
}

/** More tasks than people read; an agent that loops would otherwise send ever longer lists. */
const mostTasks = 200;

export function taskList(): TaskList {
  const tasks = new Map<string, { text: string; status: Status }>();
  const event = (): PlanEvent => ({ kind: "plan", entries: structuredClone([...tasks.values()]) });
  return {
    changed(result) {
      if (Array.isArray(at(result, "newTodos"))) {
        tasks.clear();
        for (const [index, todo] of listAt(result, "newTodos").slice(0, mostTasks).entries()) {
          const text = titleText(textAt(todo, "content") ?? "");
          if (text) tasks.set(`todo ${index}`, { text, status: statusOf(textAt(todo, "status")) });
        }
        return event();
      }
      const created = idAt(result, "task", "id");
      if (created !== undefined) {
        if (tasks.size >= mostTasks) return undefined;
        tasks.set(created, { text: titleText(textAt(result, "task", "subject") ?? created), status: "pending" });
        return event();
      }
      const updated = textAt(result, "taskId");
      const task = updated === undefined ? undefined : tasks.get(updated);
      const status = textAt(result, "statusChange", "to");
      if (updated === undefined || !task || status === undefined) return undefined;
      if (status === "deleted") tasks.delete(updated);
      else task.status = statusOf(status);
      return event();
    },
  };
}
