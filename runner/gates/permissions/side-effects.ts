import { hostsIn } from "./hosts.ts";
import { fitsHost } from "./pattern.ts";
import { programOf, type SimpleCommand } from "./shell.ts";

/** What cannot be taken back by throwing a worktree away. */
export type SideEffect =
  | "deletes files"
  | "overwrites published history"
  | "pushes"
  | "publishes or deploys"
  | "destroys data"
  | "moves money"
  | "sends a message"
  | "sends data out"
  | "changes the machine";

interface Rule {
  effect: SideEffect;
  programs: RegExp;
  /** Of the arguments, put together with one space between; absent: always. */
  arguments?: RegExp;
}

/** A longer command is looked at no further; who judges it takes what it does for unknown. */
export const longestArguments = 4_000;

/** In their order: the first that fits names the effect. Programs by their whole name. Every expression is linear. */
const rules: readonly Rule[] = [
  {
    effect: "overwrites published history",
    programs: /^git$/,
    arguments: /^push(?: .*)? (?:-\w*f\w*|--force\S*|--mirror|--delete|-d|--prune|\+\S+|:\S+)(?: |$)/,
  },
  { effect: "pushes", programs: /^git$/, arguments: /^push(?: |$)/ },
  { effect: "deletes files", programs: /^git$/, arguments: /^clean (?:.* )?(?:-\w*f\w*|--force)(?: |$)/ },
  { effect: "deletes files", programs: /^rm$/, arguments: /(?:^| )(?:-\w*[rR]\w*|--recursive)(?: |$)/ },
  { effect: "deletes files", programs: /^(?:rimraf|shred|wipefs|mkfs(?:\.\w+)?|blkdiscard)$/ },
  { effect: "deletes files", programs: /^(?:find|fd)$/, arguments: /(?:^| )-delete(?: |$)/ },
  { effect: "deletes files", programs: /^dd$/, arguments: /(?:^| )of=\/dev\/(?!null(?: |$))/ },
  {
    effect: "publishes or deploys",
    programs: /^(?:npm|pnpm|yarn|bun|lerna|changeset)$/,
    arguments: /(?:^| )(?:publish|unpublish|deprecate|dist-tag)(?: |$)/,
  },
  {
    effect: "publishes or deploys",
    programs: /^(?:cargo|poetry|uv|hatch|flit|vsce|ovsx|pdm)$/,
    arguments: /(?:^| )(?:publish|unpublish|yank)(?: |$)/,
  },
  { effect: "publishes or deploys", programs: /^(?:twine)$/, arguments: /(?:^| )upload(?: |$)/ },
  {
    effect: "publishes or deploys",
    programs: /^(?:gem|docker|podman|helm|nuget|dotnet|skopeo|crane|oras)$/,
    arguments: /(?:^| )(?:push|copy)(?: |$)/,
  },
  {
    effect: "publishes or deploys",
    programs: /^(?:mvn|mvnw)$/,
    arguments: /(?:^| )(?:\S+:)?(?:deploy|release)\S*(?: |$)/,
  },
  { effect: "publishes or deploys", programs: /^(?:gradle|gradlew)$/, arguments: /(?:^| )\S*publish\S*(?: |$)/ },
  {
    effect: "publishes or deploys",
    programs: /^(?:gh|glab|hub)$/,
    arguments:
      /(?:^| )(?:release (?:create|upload|delete|edit)|(?:pr|mr) merge|repo (?:create|delete|edit)|secret (?:set|delete)|workflow run)(?: |$)/,
  },
  {
    effect: "publishes or deploys",
    programs: /^(?:terraform|tofu|pulumi|cdk|serverless|sls|sam)$/,
    arguments: /(?:^| )(?:apply|destroy|up|deploy|import|remove)(?: |$)/,
  },
  {
    effect: "publishes or deploys",
    programs: /^(?:kubectl|oc)$/,
    arguments: /(?:^| )(?:apply|create|delete|replace|patch|scale|rollout|drain|edit)(?: |$)/,
  },
  {
    effect: "publishes or deploys",
    programs: /^helm$/,
    arguments: /(?:^| )(?:install|upgrade|uninstall|rollback)(?: |$)/,
  },
  {
    effect: "publishes or deploys",
    programs: /^(?:vercel|netlify|fly|flyctl|firebase|heroku|wrangler|railway|gcloud|aws|az|eb|cap)$/,
    arguments: /(?:^| )(?:\S*deploy\S*|releases?|publish|rm|rb|delete\S*|terminate\S*|destroy|--prod)(?: |$)/,
  },
  { effect: "publishes or deploys", programs: /^(?:goreleaser|semantic-release|release-it|np|ansible-playbook)$/ },
  { effect: "destroys data", programs: /^(?:dropdb|dropuser)$/ },
  { effect: "destroys data", programs: /^redis-cli$/, arguments: /(?:^| )(?:flushall|flushdb)(?: |$)/i },
  {
    effect: "destroys data",
    programs: /^(?:rails|rake|artisan|prisma|knex|sequelize|alembic|flyway|typeorm)$/,
    arguments:
      /(?:^| )(?:db:(?:drop|reset|wipe)|migrate (?:reset|fresh)|migrate:(?:fresh|reset)|db push|downgrade|clean|schema:drop)(?: |$)/,
  },
  { effect: "moves money", programs: /^(?:stripe|paypal|bitcoin-cli|cast|solana)$/ },
  {
    effect: "sends a message",
    programs: /^(?:mail|mailx|sendmail|mutt|neomutt|msmtp|swaks|slack|slackcat|telegram-send|wall|write|ntfy)$/,
  },
  {
    effect: "sends a message",
    programs: /^(?:gh|glab|hub)$/,
    arguments:
      /^(?:issue|pr|mr|discussion|gist|api|snippet)(?: .*)? (?:create|comment|review|note|close|reopen|edit|delete|-X|--method|-f|-F|--field|--raw-field|--input)(?: |$)/,
  },
  {
    effect: "changes the machine",
    programs:
      /^(?:sudo|doas|su|shutdown|reboot|halt|poweroff|crontab|useradd|userdel|passwd|visudo|insmod|modprobe|iptables|nft)$/,
  },
  {
    effect: "changes the machine",
    programs: /^(?:systemctl|service|launchctl)$/,
    arguments: /(?:^| )(?:start|stop|restart|enable|disable|mask|load|unload)(?: |$)/,
  },
  {
    effect: "sends data out",
    programs: /^(?:scp|sftp|rsync)$/,
    arguments: /(?:^| )(?:[\w.-]+@)?[\w.-]+:(?!\/\/localhost)/,
  },
];

const databaseClients =
  /^(?:psql|mysql|mariadb|sqlite3?|mongosh?|sqlcmd|clickhouse(?:-client)?|cqlsh|duckdb|bq|snowsql)$/;
const destroyingQuery =
  /\b(?:drop\s{1,9}(?:table|database|schema|collection|view|index|user)|truncate\s{1,9}\w|delete\s{1,9}from|dropDatabase|\.drop\(|deleteMany\(|alter\s{1,9}table)/i;

const senders = /^(?:curl|wget|http|https|xh|httpie)$/;
const sending =
  /(?:^| )(?:-X ?(?:POST|PUT|PATCH|DELETE)|--request[ =](?:POST|PUT|PATCH|DELETE)|-d\S*|--data\S*|--json\S*|-F\S*|--form\S*|-T\S*|--upload-file\S*|--post-\S+|--body-\S+|--method=\S+|POST|PUT|PATCH|DELETE)(?: |$)/i;

const hostEffects: readonly { effect: SideEffect; hosts: readonly string[] }[] = [
  {
    effect: "moves money",
    hosts: [
      "api.stripe.com",
      "*.paypal.com",
      "api.mollie.com",
      "*.adyen.com",
      "*.squareup.com",
      "api.wise.com",
      "*.braintreegateway.com",
      "api.coinbase.com",
    ],
  },
  {
    effect: "sends a message",
    hosts: [
      "hooks.slack.com",
      "slack.com",
      "*.slack.com",
      "discord.com",
      "*.discord.com",
      "api.telegram.org",
      "api.twilio.com",
      "api.sendgrid.com",
      "api.mailgun.net",
      "api.postmarkapp.com",
      "*.webhook.office.com",
      "graph.facebook.com",
      "api.twitter.com",
      "api.x.com",
    ],
  },
];

/** What one command does to the outside, or for good, beyond its worktree; `whole` is the text that it is a part of. */
export function sideEffectOf(command: SimpleCommand, whole: string): SideEffect | undefined {
  const program = programOf(command);
  const words = command.words.slice(1).map(({ text }) => text);
  const rest = program === "git" ? withoutOptions(words) : words;
  const given = rest.join(" ").slice(0, longestArguments);
  const known = rules.find((rule) => rule.programs.test(program) && (rule.arguments?.test(given) ?? true));
  if (known) return known.effect;
  // The query often comes through a pipe.
  if (databaseClients.test(program) && destroyingQuery.test(whole.slice(0, 65_536))) return "destroys data";
  if (!senders.test(program)) return undefined;
  const hosts = hostsIn(rest);
  const special = hostEffects.find((one) => one.hosts.some((wanted) => hosts.some((host) => fitsHost(wanted, host))));
  if (special) return special.effect;
  return sending.test(given) && hosts.some((host) => !isOwn(host)) ? "sends data out" : undefined;
}

/** From git's own command on: `-C directory push` is a push, `commit -m push` is none. */
function withoutOptions(words: readonly string[]): readonly string[] {
  let at = 0;
  while (words[at]?.startsWith("-"))
    at += /^(?:-[Cc]|--(?:git-dir|work-tree|namespace|exec-path))$/.test(words[at] ?? "") ? 2 : 1;
  return words.slice(at);
}

function isOwn(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

const namedEffects: readonly [SideEffect, RegExp][] = [
  ["moves money", /\b(?:pay|payment|payout|charge|refund|invoice|transfer|purchase|buy|checkout|subscribe)\b/],
  ["sends a message", /\b(?:send|post|reply|notify|email|sms|tweet|comment)\b/],
  ["publishes or deploys", /\b(?:publish|deploy|release|merge|push|promote)\b/],
  ["destroys data", /\b(?:drop|truncate|wipe|purge|destroy|delete|remove)\b/],
];

/** The same of a tool that is known by its name alone, like one of an MCP server: `slack.postMessage`. */
export function sideEffectOfTool(name: string): SideEffect | undefined {
  const words = name
    .slice(0, 300)
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[^A-Za-z0-9]+/g, " ")
    .toLowerCase();
  return namedEffects.find(([, verbs]) => verbs.test(words))?.[0];
}
