/** What a model answers that was asked to plan. */
function planText(title: string): string {
  return JSON.stringify({
    title,
    summary: "hello.txt says hello.",
    approach: "One file.",
    steps: [{ title: "Write hello.txt", detail: "One line." }],
    files_to_touch: [{ path: "hello.txt", change: "new", reason: "holds the word" }],
    risks: [],
    acceptance_check: "grep hello hello.txt",
  });
}

export const firstPlan = `Here is the plan.\n\n\`\`\`json\n${planText("Say hello")}\n\`\`\``;
export const secondPlan = planText("Say hello, briefly");

/** Ways in which an agent writes that was told not to, as lines of a shell. */
export const mischief = [
  "sh -c 'echo evil > evil.txt'",
  "git commit --allow-empty -qm evil; git branch -f evil HEAD; git update-ref refs/heads/evil HEAD",
  "(sleep 2; echo evil > late.txt) > /dev/null 2>&1 & disown",
  "mkdir -p ignored && sh -c 'echo evil > ignored/evil.txt'; sh -c 'echo evil >> .git'; sh -c 'echo evil > ../evil.txt'",
];
