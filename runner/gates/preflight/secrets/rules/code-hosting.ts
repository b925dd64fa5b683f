import type { SecretRule } from "../rule.ts";

/** Where code is kept, built, packed and watched. */
export const codeHostingRules: readonly SecretRule[] = [
  {
    id: "github_token",
    near: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
    pattern: /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,255}(?![A-Za-z0-9])/g,
  },
  {
    id: "github_fine_grained_token",
    near: ["github_pat_"],
    pattern: /(?<![A-Za-z0-9])github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}/g,
  },
  {
    id: "gitlab_token",
    near: ["gl"],
    pattern: /(?<![A-Za-z0-9])gl(?:pat|ptt|dt|rt|cbt|ft|imt|agent|soat|oas|ffct|wt)-[A-Za-z0-9_.-]{20,120}/g,
    entropy: 2.5,
  },
  {
    id: "gitlab_runner_registration_token",
    near: ["gr1348941"],
    pattern: /(?<![A-Za-z0-9])GR1348941[A-Za-z0-9_-]{20}/g,
  },
  { id: "bitbucket_app_password", near: ["atbb"], pattern: /(?<![A-Za-z0-9])ATBB[A-Za-z0-9]{32}(?![A-Za-z0-9])/g },
  {
    id: "atlassian_api_token",
    near: ["atatt3", "atctt3"],
    pattern: /(?<![A-Za-z0-9])AT(?:ATT|CTT)3[A-Za-z0-9_=-]{100,250}/g,
  },
  {
    id: "gitea_token",
    near: ["gitea", "forgejo", "codeberg"],
    pattern: /(?:gitea|forgejo|codeberg)[^\n]{0,60}?(?<![A-Za-z0-9])(?<secret>[0-9a-f]{40})(?![A-Za-z0-9])/gi,
    textOnly: true,
  },
  {
    id: "azure_devops_token",
    near: ["azdo"],
    pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])/g,
  },
  { id: "sourcegraph_token", near: ["sgp_"], pattern: /(?<![A-Za-z0-9])sgp_(?:(?:[0-9a-f]{16}|local)_)?[0-9a-f]{40}/g },
  { id: "npm_token", near: ["npm_"], pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g },
  {
    id: "npm_auth_line",
    near: ["_auth"],
    pattern: /:_(?:authToken|auth|password)\s{0,5}=\s{0,5}(?<secret>[A-Za-z0-9+/=_.-]{20,300})/g,
    textOnly: true,
  },
  {
    id: "pypi_token",
    near: ["pypi-"],
    pattern: /(?<![A-Za-z0-9])pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZ)[A-Za-z0-9_-]{50,300}/g,
  },
  { id: "rubygems_token", near: ["rubygems_"], pattern: /(?<![A-Za-z0-9])rubygems_[0-9a-f]{48}/g },
  {
    id: "crates_token",
    near: ["cio"],
    pattern: /(?<![A-Za-z0-9])cio[A-Za-z0-9]{32}(?![A-Za-z0-9])/g,
    entropy: 3.5,
    textOnly: true,
  },
  { id: "nuget_key", near: ["oy2"], pattern: /(?<![A-Za-z0-9])oy2[a-z0-9]{43}(?![A-Za-z0-9])/g },
  { id: "docker_hub_token", near: ["dckr_"], pattern: /(?<![A-Za-z0-9])dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,40}/g },
  {
    id: "docker_auth_config",
    near: ['"auths"', '"auth"'],
    pattern: /"auth"\s{0,5}:\s{0,5}"(?<secret>[A-Za-z0-9+/]{20,400}={0,2})"/g,
    textOnly: true,
    entropy: 3,
  },
  {
    id: "artifactory_token",
    near: ["akcp", "cmvmdg"],
    pattern: /(?<![A-Za-z0-9])(?:AKCp[A-Za-z0-9]{60,80}|cmVmdG[A-Za-z0-9]{58})(?![A-Za-z0-9])/g,
  },
  { id: "sonar_token", near: ["sqp_", "squ_", "sqa_"], pattern: /(?<![A-Za-z0-9])sq[pua]_[0-9a-f]{40}(?![0-9a-f])/g },
  {
    id: "circleci_token",
    near: ["ccipat_", "ccipr"],
    pattern: /(?<![A-Za-z0-9])CCIP(?:AT|RJ)_[A-Za-z0-9]{22}_[0-9a-f]{40}/g,
  },
  {
    id: "buildkite_token",
    near: ["bkua_", "bkaj_", "bkct_"],
    pattern: /(?<![A-Za-z0-9])bk(?:ua|aj|ct)_[A-Za-z0-9_-]{40}/g,
  },
  {
    id: "terraform_cloud_token",
    near: [".atlasv1."],
    pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}/g,
  },
  { id: "pulumi_token", near: ["pul-"], pattern: /(?<![A-Za-z0-9])pul-[0-9a-f]{40}(?![0-9a-f])/g },
  {
    id: "sentry_token",
    near: ["sntrys_", "sntryu_"],
    pattern: /(?<![A-Za-z0-9])(?:sntryu_[0-9a-f]{64}|sntrys_eyJ[A-Za-z0-9+/=_-]{80,500})/g,
  },
  {
    id: "sentry_auth",
    near: ["sentry"],
    pattern: /sentry[_.-]{0,3}auth[_.-]{0,3}token["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[0-9a-f]{64})/gi,
    textOnly: true,
  },
  {
    id: "new_relic_key",
    near: ["nrak-", "nrii-", "nrjs-", "nraa-"],
    pattern: /(?<![A-Za-z0-9])(?:NRAK-[A-Z0-9]{27}|NRII-[A-Za-z0-9_-]{32}|NRJS-[0-9a-f]{19}|NRAA-[0-9a-f]{27})/g,
  },
  {
    id: "grafana_token",
    near: ["glsa_", "glc_"],
    pattern: /(?<![A-Za-z0-9])(?:glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}|glc_[A-Za-z0-9+/=]{32,400})/g,
  },
  {
    id: "datadog_key",
    near: ["datadog", "dd_api", "dd_app", "dd-api", "dd-app"],
    pattern:
      /(?:datadog|dd)[_.-]?(?:api|app(?:lication)?)[_.-]?key["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-f])/gi,
    textOnly: true,
  },
  { id: "dynatrace_token", near: ["dt0"], pattern: /(?<![A-Za-z0-9])dt0[a-z][0-9]{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}/g },
  { id: "honeycomb_key", near: ["hc"], pattern: /(?<![A-Za-z0-9])hc[abcdefghij]ik_[A-Za-z0-9]{26}_?[A-Za-z0-9]{32}/g },
  {
    id: "launchdarkly_key",
    near: ["sdk-", "api-"],
    pattern:
      /(?:launch[_-]?darkly|ld)[^\n]{0,40}?(?<secret>(?:sdk|api)-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})/gi,
    textOnly: true,
  },
  { id: "postman_key", near: ["pmak-"], pattern: /(?<![A-Za-z0-9])PMAK-[0-9a-f]{24}-[0-9a-f]{34}/g },
  {
    id: "linear_key",
    near: ["lin_api_", "lin_oauth_"],
    pattern: /(?<![A-Za-z0-9])lin_(?:api|oauth)_[A-Za-z0-9]{40,64}/g,
  },
  {
    id: "notion_token",
    near: ["ntn_", "secret_"],
    pattern: /(?<![A-Za-z0-9])(?:ntn_[0-9]{11}[A-Za-z0-9]{35}|secret_[A-Za-z0-9]{43})(?![A-Za-z0-9])/g,
  },
  { id: "airtable_token", near: ["pat"], pattern: /(?<![A-Za-z0-9])pat[A-Za-z0-9]{14}\.[0-9a-f]{64}(?![0-9a-f])/g },
  { id: "figma_token", near: ["figd_", "figu_"], pattern: /(?<![A-Za-z0-9])fig[du]_[A-Za-z0-9_-]{40,60}/g },
  {
    id: "asana_token",
    near: ["asana"],
    pattern: /asana[^\n]{0,40}?(?<secret>[12]\/[0-9]{16}(?:\/[0-9]{16})?:[0-9a-f]{32})/gi,
    textOnly: true,
  },
  {
    id: "jfrog_identity",
    near: ["jfrog", "artifactory"],
    pattern:
      /(?:jfrog|artifactory)[^\n]{0,40}?(?:token|key|password)["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[A-Za-z0-9]{64,73})(?![A-Za-z0-9])/gi,
    textOnly: true,
    entropy: 4,
  },
  { id: "prefect_key", near: ["pnu_", "pnb_"], pattern: /(?<![A-Za-z0-9])pn[ub]_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g },
  { id: "readme_key", near: ["rdme_"], pattern: /(?<![A-Za-z0-9])rdme_[a-z0-9]{70}/g },
  {
    id: "doppler_token",
    near: ["dp."],
    pattern:
      /(?<![A-Za-z0-9])dp\.(?:pt|ct|sa|scim|audit|st(?:\.[a-z0-9_-]{1,40})?)\.[A-Za-z0-9]{40,44}(?![A-Za-z0-9])/g,
  },
  {
    id: "hashicorp_vault_token",
    near: ["hvs.", "hvb.", "hvr.", "s."],
    pattern: /(?<![A-Za-z0-9])hv[sbr]\.[A-Za-z0-9_-]{24,300}/g,
    entropy: 3,
  },
  {
    id: "one_password_service_token",
    near: ["ops_eyj"],
    pattern: /(?<![A-Za-z0-9])ops_eyJ[A-Za-z0-9+/=_-]{100,2000}/g,
  },
  {
    id: "age_secret_key",
    near: ["age-secret-key-1"],
    pattern: /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/g,
  },
  {
    id: "tailscale_key",
    near: ["tskey-"],
    pattern: /(?<![A-Za-z0-9])tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{8,30}(?:CNTRL)?-[A-Za-z0-9]{20,50}/g,
  },
  { id: "contentful_token", near: ["cfpat-"], pattern: /(?<![A-Za-z0-9])CFPAT-[A-Za-z0-9_-]{43}/g },
];
