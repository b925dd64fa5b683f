import type { SecretRule } from "../rule.ts";

/** Money, messages and models. */
export const serviceRules: readonly SecretRule[] = [
  {
    id: "stripe_secret_key",
    near: ["sk_live_", "sk_test_", "rk_live_", "rk_test_"],
    pattern: /(?<![A-Za-z0-9])[sr]k_(?:live|test)_[A-Za-z0-9]{16,250}(?![A-Za-z0-9])/g,
    entropy: 3,
  },
  {
    id: "stripe_webhook_secret",
    near: ["whsec_"],
    pattern: /(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/]{32,64}={0,2}/g,
    entropy: 3,
  },
  {
    id: "square_token",
    near: ["sq0", "eaaa"],
    pattern: /(?<![A-Za-z0-9])(?:sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,43}|EAAA[A-Za-z0-9_-]{60}(?![A-Za-z0-9_-]))/g,
    entropy: 3,
  },
  {
    id: "paypal_braintree_token",
    near: ["access_token$"],
    pattern: /access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}/g,
  },
  {
    id: "razorpay_key",
    near: ["rzp_"],
    pattern: /(?<![A-Za-z0-9])rzp_(?:live|test)_[A-Za-z0-9]{14}(?![A-Za-z0-9])/g,
    entropy: 2.5,
  },
  {
    id: "plaid_token",
    near: ["access-"],
    pattern:
      /(?<![A-Za-z0-9])access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g,
  },
  {
    id: "adyen_key",
    near: ["aqe"],
    pattern: /(?<![A-Za-z0-9])AQE[a-z]h[A-Za-z0-9+/=]{40,120}-[A-Za-z0-9+/=]{20,60}-[A-Za-z0-9!-~]{10,30}/g,
  },
  { id: "flutterwave_key", near: ["flwseck"], pattern: /(?<![A-Za-z0-9])FLWSECK(?:_TEST)?-[0-9a-f]{32}-X/g },
  {
    id: "mercado_pago_token",
    near: ["app_usr-"],
    pattern: /(?<![A-Za-z0-9])APP_USR-[0-9]{12,18}-[0-9]{6}-[0-9a-f]{32}-[0-9]{5,12}/g,
  },
  {
    id: "shopify_token",
    near: ["shpat_", "shpss_", "shpca_", "shppa_"],
    pattern: /(?<![A-Za-z0-9])shp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}/g,
  },
  { id: "easypost_key", near: ["ezak", "eztk"], pattern: /(?<![A-Za-z0-9])EZ[AT]K[A-Za-z0-9]{54}(?![A-Za-z0-9])/g },
  { id: "shippo_token", near: ["shippo_"], pattern: /(?<![A-Za-z0-9])shippo_(?:live|test)_[0-9a-f]{40}/g },
  { id: "duffel_token", near: ["duffel_"], pattern: /(?<![A-Za-z0-9])duffel_(?:live|test)_[A-Za-z0-9_=-]{43}/g },
  {
    id: "slack_token",
    near: ["xox", "xapp-"],
    pattern:
      /(?<![A-Za-z0-9])(?:xox[abeoprs](?:\.xox[bp])?-(?:[0-9A-Za-z]{1,60}-){1,6}[A-Za-z0-9]{10,200}|xapp-[0-9]-[A-Z0-9]{8,15}-[0-9]{8,16}-[0-9a-f]{40,80})/g,
    entropy: 2.5,
  },
  {
    id: "slack_webhook",
    near: ["hooks.slack.com"],
    pattern:
      /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[A-Z0-9]{8,14}\/[A-Za-z0-9]{8,20}\/[A-Za-z0-9]{16,40})/g,
    entropy: 2.5,
  },
  {
    id: "discord_bot_token",
    near: ["."],
    pattern: /(?<![A-Za-z0-9_.-])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}(?![A-Za-z0-9_.-])/g,
    entropy: 4,
    textOnly: true,
    accepts: startsWithSnowflake,
  },
  {
    id: "discord_webhook",
    near: ["/api/webhooks/"],
    pattern: /discord(?:app)?\.com\/api\/webhooks\/[0-9]{17,20}\/(?<secret>[A-Za-z0-9_-]{60,80})/g,
  },
  {
    id: "telegram_bot_token",
    near: [":aa"],
    pattern: /(?<![A-Za-z0-9])[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g,
  },
  {
    id: "teams_webhook",
    near: ["webhook.office.com"],
    pattern:
      /webhook\.office\.com\/webhookb2\/(?<secret>[0-9a-f-]{36}@[0-9a-f-]{36}\/IncomingWebhook\/[0-9a-f]{32}\/[0-9a-f-]{36})/gi,
  },
  { id: "twilio_key", near: ["sk"], pattern: /(?<![A-Za-z0-9_])SK[0-9a-f]{32}(?![0-9a-zA-Z])/g, textOnly: true },
  {
    id: "twilio_auth_token",
    near: ["twilio"],
    pattern: /twilio[^\n]{0,30}?(?:auth[_-]?)?token["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[0-9a-f]{32})(?![0-9a-f])/gi,
    textOnly: true,
  },
  { id: "sendgrid_key", near: ["sg."], pattern: /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}/g },
  {
    id: "mailgun_key",
    near: ["key-", "mailgun"],
    pattern:
      /(?<![A-Za-z0-9])key-[0-9a-f]{32}(?![0-9a-f])|mailgun[^\n]{0,30}?key["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8})/gi,
    textOnly: true,
  },
  { id: "mailchimp_key", near: ["-us"], pattern: /(?<![0-9A-Za-z])[0-9a-f]{32}-us[0-9]{1,2}(?![0-9A-Za-z])/g },
  {
    id: "mandrill_key",
    near: ["md-"],
    pattern: /(?<![A-Za-z0-9])md-[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])/g,
    entropy: 3.5,
    textOnly: true,
  },
  {
    id: "postmark_token",
    near: ["postmark"],
    pattern:
      /postmark[^\n]{0,40}?(?:token|key)["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/gi,
    textOnly: true,
  },
  {
    id: "resend_key",
    near: ["re_"],
    pattern: /(?<![A-Za-z0-9])re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}(?![A-Za-z0-9])/g,
    entropy: 3,
  },
  {
    id: "brevo_key",
    near: ["xkeysib-", "xsmtpsib-"],
    pattern: /(?<![A-Za-z0-9])x(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16}/g,
  },
  {
    id: "facebook_token",
    near: ["eaa"],
    pattern: /(?<![A-Za-z0-9])EAA(?:C|BC?|[A-Z])[A-Za-z0-9]{95,250}(?![A-Za-z0-9])/g,
    entropy: 4,
    textOnly: true,
  },
  {
    id: "twitter_bearer_token",
    near: ["aaaaaaaaaaaaaaaaaaaaa"],
    pattern: /(?<![A-Za-z0-9])A{21,22}[A-Za-z0-9%]{80,100}(?![A-Za-z0-9%])/g,
    entropy: 3.5,
    textOnly: true,
  },
  {
    id: "hubspot_token",
    near: ["pat-na", "pat-eu"],
    pattern: /(?<![A-Za-z0-9])pat-(?:na|eu)[0-9]-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi,
  },
  { id: "typeform_token", near: ["tfp_"], pattern: /(?<![A-Za-z0-9])tfp_[A-Za-z0-9_.-]{40,60}/g },
  {
    id: "anthropic_key",
    near: ["sk-ant-"],
    pattern: /(?<![A-Za-z0-9])sk-ant-[a-z]{2,8}[0-9]{2}-[A-Za-z0-9_-]{80,120}/g,
  },
  {
    id: "openai_key",
    near: ["sk-"],
    pattern:
      /(?<![A-Za-z0-9])sk-(?:(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{40,200}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})(?![A-Za-z0-9_-])/g,
    entropy: 3.5,
  },
  { id: "deepseek_key", near: ["sk-"], pattern: /(?<![A-Za-z0-9])sk-[0-9a-f]{32}(?![A-Za-z0-9_-])/g },
  { id: "openrouter_key", near: ["sk-or-"], pattern: /(?<![A-Za-z0-9])sk-or-v1-[0-9a-f]{64}/g },
  { id: "groq_key", near: ["gsk_"], pattern: /(?<![A-Za-z0-9])gsk_[A-Za-z0-9]{52}(?![A-Za-z0-9])/g },
  {
    id: "huggingface_token",
    near: ["hf_", "api_org_"],
    pattern: /(?<![A-Za-z0-9])(?:hf_|api_org_)[A-Za-z]{34}(?![A-Za-z0-9])/g,
  },
  { id: "replicate_token", near: ["r8_"], pattern: /(?<![A-Za-z0-9])r8_[A-Za-z0-9]{37}(?![A-Za-z0-9])/g },
  { id: "perplexity_key", near: ["pplx-"], pattern: /(?<![A-Za-z0-9])pplx-[A-Za-z0-9]{48}(?![A-Za-z0-9])/g },
  { id: "xai_key", near: ["xai-"], pattern: /(?<![A-Za-z0-9])xai-[A-Za-z0-9]{70,90}(?![A-Za-z0-9])/g },
  {
    id: "mistral_key",
    near: ["mistral"],
    pattern: /mistral[^\n]{0,20}?key["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[A-Za-z0-9]{32})(?![A-Za-z0-9])/gi,
    entropy: 3.5,
    textOnly: true,
  },
  {
    id: "cohere_key",
    near: ["cohere", "co_api"],
    pattern: /(?:cohere|co)[_-]?api[_-]?key["']?\s{0,5}[:=]\s{0,5}["']?(?<secret>[A-Za-z0-9]{40})(?![A-Za-z0-9])/gi,
    entropy: 3.5,
    textOnly: true,
  },
  { id: "langsmith_key", near: ["lsv2_"], pattern: /(?<![A-Za-z0-9])lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}/g },
  { id: "pinecone_key", near: ["pcsk_"], pattern: /(?<![A-Za-z0-9])pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{60,70}/g },
  { id: "nvidia_key", near: ["nvapi-"], pattern: /(?<![A-Za-z0-9])nvapi-[A-Za-z0-9_-]{64}/g },
  { id: "elevenlabs_key", near: ["sk_"], pattern: /(?<![A-Za-z0-9])sk_[0-9a-f]{48}(?![0-9a-zA-Z])/g },
  {
    id: "fireworks_key",
    near: ["fw_"],
    pattern: /(?<![A-Za-z0-9])fw_[A-Za-z0-9]{22,24}(?![A-Za-z0-9])/g,
    entropy: 4,
    textOnly: true,
  },
];

/** The first part of a bot's token is the bot's number in base64. */
function startsWithSnowflake(secret: string): boolean {
  const [first = ""] = secret.split(".");
  return /^[0-9]{17,20}$/.test(Buffer.from(first, "base64").toString("latin1"));
}
