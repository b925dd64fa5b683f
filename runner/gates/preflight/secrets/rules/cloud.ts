import type { SecretRule } from "../rule.ts";

/** Where programs run and data is kept. */
export const cloudRules: readonly SecretRule[] = [
  {
    id: "aws_access_key_id",
    near: ["akia", "asia", "abia", "acca"],
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])/g,
  },
  {
    id: "aws_secret_access_key",
    near: ["aws", "secret"],
    pattern:
      /(?:aws|secret)[A-Za-z0-9_ .-]{0,30}?(?:key|secret)["']?\s{0,5}(?:=>|:=|[:=,])\s{0,5}["']?(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
    entropy: 4,
    textOnly: true,
    accepts: mixed,
  },
  {
    id: "aws_session_token",
    near: ["session_token", "sessiontoken"],
    pattern: /session[_-]?token["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>(?:IQoJ|FwoG|FQoG)[A-Za-z0-9/+=]{100,2000})/gi,
  },
  { id: "aws_bedrock_key", near: ["absk"], pattern: /(?<![A-Za-z0-9])ABSK[A-Za-z0-9+/]{100,140}={0,2}/g },
  { id: "google_api_key", near: ["aiza"], pattern: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g },
  { id: "google_oauth_client_secret", near: ["gocspx-"], pattern: /(?<![A-Za-z0-9])GOCSPX-[A-Za-z0-9_-]{28}/g },
  { id: "google_oauth_access_token", near: ["ya29."], pattern: /(?<![A-Za-z0-9])ya29\.[A-Za-z0-9_-]{60,500}/g },
  { id: "google_oauth_refresh_token", near: ["1//0"], pattern: /(?<![A-Za-z0-9/])1\/\/0[A-Za-z0-9_-]{60,200}/g },
  {
    id: "azure_storage_key",
    near: ["accountkey"],
    pattern: /AccountKey\s{0,3}=\s{0,3}(?<secret>[A-Za-z0-9+/]{86}==)/gi,
  },
  {
    id: "azure_shared_access_key",
    near: ["sharedaccesskey"],
    pattern: /SharedAccessKey\s{0,3}=\s{0,3}(?<secret>[A-Za-z0-9+/]{43}=)/gi,
  },
  {
    id: "azure_client_secret",
    near: ["q~"],
    pattern: /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/g,
    textOnly: true,
  },
  {
    id: "azure_sas_signature",
    near: ["sig="],
    pattern: /[?&]sv=20[0-9]{2}-[0-9]{2}-[0-9]{2}&[^\s"'<>]{0,400}?sig=(?<secret>[A-Za-z0-9%+/]{40,70}(?:%3D|=))/g,
  },
  {
    id: "digitalocean_token",
    near: ["dop_v1_", "doo_v1_", "dor_v1_"],
    pattern: /(?<![A-Za-z0-9])do[opr]_v1_[0-9a-f]{64}/g,
  },
  {
    id: "heroku_key",
    near: ["hrku-", "heroku"],
    pattern:
      /(?<![A-Za-z0-9])HRKU-[A-Za-z0-9_-]{36,64}|heroku[^\n]{0,20}?(?:key|token)["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})/gi,
    textOnly: true,
  },
  {
    id: "alibaba_access_key_id",
    near: ["ltai"],
    pattern: /(?<![A-Za-z0-9])LTAI[A-Za-z0-9]{20}(?![A-Za-z0-9])/g,
    entropy: 3,
  },
  {
    id: "tencent_secret_id",
    near: ["akid"],
    pattern: /(?<![A-Za-z0-9])AKID[A-Za-z0-9]{32}(?![A-Za-z0-9])/g,
    entropy: 3,
  },
  {
    id: "yandex_key",
    near: ["aqvn", "y0_", "t1."],
    pattern:
      /(?<![A-Za-z0-9])(?:AQVN[A-Za-z0-9_-]{35,38}|y0_[A-Za-z0-9_-]{55,60}|t1\.[A-Z0-9a-z_-]{10,300}={0,2}\.[A-Z0-9a-z_-]{86}={0,2})(?![A-Za-z0-9_-])/g,
    textOnly: true,
  },
  {
    id: "linode_token",
    near: ["linode"],
    pattern: /linode[^\n]{0,40}?(?:token|key|pat)["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[0-9a-f]{64})(?![0-9a-f])/gi,
    textOnly: true,
  },
  {
    id: "hetzner_token",
    near: ["hcloud", "hetzner"],
    pattern:
      /(?:hcloud|hetzner)[^\n]{0,40}?(?:token|key)["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[A-Za-z0-9]{64})(?![A-Za-z0-9])/gi,
    textOnly: true,
    entropy: 4,
  },
  {
    id: "scaleway_secret_key",
    near: ["scw_secret", "scaleway"],
    pattern:
      /(?:scw_secret_key|scaleway[^\n]{0,30}?secret[_-]?key)["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/gi,
    textOnly: true,
  },
  {
    id: "ovh_key",
    near: ["ovh"],
    pattern:
      /ovh[^\n]{0,30}?(?:application[_-]?secret|consumer[_-]?key)["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[A-Za-z0-9]{32})(?![A-Za-z0-9])/gi,
    textOnly: true,
    entropy: 3.5,
  },
  {
    id: "cloudflare_token",
    near: ["cloudflare", "cf_api", "cf-api"],
    pattern:
      /(?:cloudflare|cf)[^\n]{0,30}?(?:token|key)["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[A-Za-z0-9_-]{40}|[0-9a-f]{37})(?![A-Za-z0-9_-])/gi,
    textOnly: true,
    entropy: 3.5,
    accepts: mixed,
  },
  { id: "cloudflare_origin_key", near: ["v1.0-"], pattern: /(?<![A-Za-z0-9])v1\.0-[0-9a-f]{24}-[0-9a-f]{146}/g },
  {
    id: "fly_token",
    near: ["fo1_", "fm1", "fm2_", "flyv1"],
    pattern: /(?<![A-Za-z0-9])(?:fo1_[A-Za-z0-9_-]{43}|fm[12][ar]?_[A-Za-z0-9+/_=-]{80,600})/g,
  },
  { id: "netlify_token", near: ["nfp_"], pattern: /(?<![A-Za-z0-9])nfp_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g },
  {
    id: "vercel_token",
    near: ["vcp_", "vci_", "vca_", "vcr_", "vck_", "vercel"],
    pattern:
      /(?<![A-Za-z0-9])vc[piark]_[A-Za-z0-9]{40,64}(?![A-Za-z0-9])|vercel[^\n]{0,20}?token["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[A-Za-z0-9]{24})(?![A-Za-z0-9])/gi,
    textOnly: true,
    entropy: 3.5,
  },
  { id: "render_key", near: ["rnd_"], pattern: /(?<![A-Za-z0-9])rnd_[A-Za-z0-9]{32}(?![A-Za-z0-9])/g },
  {
    id: "supabase_key",
    near: ["sbp_", "sb_secret_"],
    pattern: /(?<![A-Za-z0-9])(?:sbp_[0-9a-f]{40}|sb_secret_[A-Za-z0-9_-]{20,60})/g,
  },
  {
    id: "planetscale_token",
    near: ["pscale_"],
    pattern: /(?<![A-Za-z0-9])pscale_(?:tkn|pw|oauth)_[A-Za-z0-9=._-]{32,64}/g,
  },
  { id: "neon_key", near: ["napi_"], pattern: /(?<![A-Za-z0-9])napi_[a-z0-9]{60,68}(?![a-z0-9])/g },
  { id: "databricks_token", near: ["dapi"], pattern: /(?<![A-Za-z0-9])dapi[0-9a-f]{32}(?:-[0-9]{1,2})?(?![0-9a-f])/g },
  {
    id: "cloudinary_url",
    near: ["cloudinary://"],
    pattern: /cloudinary:\/\/[0-9]{10,20}:(?<secret>[A-Za-z0-9_-]{20,40})@/g,
  },
  {
    id: "algolia_admin_key",
    near: ["algolia"],
    pattern:
      /algolia[^\n]{0,30}?(?:admin|write|api)[_-]?key["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[0-9a-f]{32})(?![0-9a-f])/gi,
    textOnly: true,
  },
  {
    id: "mapbox_secret_token",
    near: ["sk.eyj"],
    pattern: /(?<![A-Za-z0-9])sk\.eyJ[A-Za-z0-9_-]{60,120}\.[A-Za-z0-9_-]{20,40}/g,
  },
  {
    id: "okta_token",
    near: ["okta", "ssws"],
    pattern:
      /(?:okta[^\n]{0,30}?token["']?\s{0,5}[:=]\s{0,5}["']?|SSWS\s{1,3})(?<secret>00[A-Za-z0-9_-]{40})(?![A-Za-z0-9_-])/gi,
    textOnly: true,
  },
];

/** Both cases and a digit: a hash in hexadecimal or a name in words is none. */
function mixed(secret: string): boolean {
  return (/[a-z]/.test(secret) && /[A-Z]/.test(secret) && /[0-9]/.test(secret)) || /^[0-9a-f]{37}$/.test(secret);
}
